import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { buildMutant } from '../../../../sim/cli/mutants/build-mutant.ts';
import { BUILDS, ROOT } from '../../../../sim/cli/mutants/project.ts';
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

// Failed when whoever was second removed what it found in the place of its build.
test('what one process has built stays when another has built the same at once', async (t) => {
  // One that no other test builds.
  const id = 'match-regress';
  const builds = join(ROOT, BUILDS);
  for (const name of await readdir(builds).catch(() => [])) {
    if (name.startsWith(id)) {
      await rm(join(builds, name), { recursive: true });
    }
  }
  const script = `import { stat } from 'node:fs/promises';
    import { buildMutant } from './dist/sim/cli/mutants/build-mutant.js';
    const { directory } = await buildMutant('${id}');
    console.log((await stat(directory)).ino);`;
  const built = [1, 2].map(async () => {
    const argv = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, argv, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [inode, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    t.is(code, 0);
    return inode;
  });
  const [first, second] = await Promise.all(built);
  t.is(first, second);
  t.is((await readdir(builds)).filter((name) => name.startsWith(id)).length, 1);
});

test('an unknown mutant is refused by name', async (t) => {
  await t.throwsAsync(buildMutant('no-such-mutant'), { message: /no-such-mutant/ });
});
