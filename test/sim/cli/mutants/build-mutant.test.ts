import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { buildMutant } from '../../../../sim/cli/mutants/build-mutant.ts';
import type { drawConfig as DrawConfig } from '../../../../sim/config/draw-config.ts';
import type { runSeed as RunSeed } from '../../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../../src/io/platform/ports.ts';

const SEEDS_MAX = 3;

test.serial('the canary is found by an oracle within three seeds', async (t) => {
  const { directory: dist } = await buildMutant('canary');
  const { runSeed }: { runSeed: typeof RunSeed } = await import(join(dist, 'sim/run/run-seed.js'));
  const { drawConfig }: { drawConfig: typeof DrawConfig } = await import(
    join(dist, 'sim/config/draw-config.js')
  );
  const oracles: string[] = [];
  for (let seed = 1; seed <= SEEDS_MAX && oracles.length === 0; seed++) {
    const platform = { checksum: nodeChecksum, utf8: nodeUtf8 };
    const { violation } = runSeed(drawConfig(String(seed)), platform);
    oracles.push(...(violation === null ? [] : [violation.oracle]));
  }
  t.is(oracles.length, 1);
});

test.serial('a mutant is not built again while the sources are the same', async (t) => {
  const first = await stat((await buildMutant('canary')).directory);
  const second = await stat((await buildMutant('canary')).directory);
  t.is(second.mtimeMs, first.mtimeMs);
  t.is(second.ino, first.ino);
});

test('an unknown mutant is refused by name', async (t) => {
  await t.throwsAsync(buildMutant('no-such-mutant'), { message: /no-such-mutant/ });
});
