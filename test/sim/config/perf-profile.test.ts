import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { drawPerfConfig } from '../../../sim/config/perf-profile.ts';

test('a measured run differs from the default one of its seed in sizes and pace alone', (t) => {
  for (const seed of ['1', '2', '3']) {
    const { workload, ...config } = drawPerfConfig(seed, {});
    t.like({ ...config, ...workload }, { nodes: 5, groups: 3, clients: 16, window: 1 });
    const { workload: drawn, ...rest } = drawConfig(seed, { nodes: 5, groups: 3 });
    t.deepEqual(config, { ...rest, profile: 'perf' });
    t.is(workload.keys, drawn.keys);
  }
});
