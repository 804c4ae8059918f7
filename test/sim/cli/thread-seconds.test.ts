import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { threadSeconds } from '../../../sim/cli/thread-seconds.ts';

(process.platform === 'linux' ? test : test.skip)(
  'a thread that waits has less of a processor than time passes',
  async (t) => {
    const [startMs, startSeconds] = [performance.now(), threadSeconds()];
    await setTimeout(300);
    const waited = threadSeconds() - startSeconds;
    t.true(waited >= 0);
    t.true(waited < (performance.now() - startMs) / 1000 / 2);
  },
);
