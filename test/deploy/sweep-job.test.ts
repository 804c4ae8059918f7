import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import { simProgram } from '../../sim/cli/program.ts';

const manifest = readFileSync('deploy/sweep-job.yaml', 'utf8');

test('the manifest uses only options that there are', (t) => {
  const ignore = () => undefined;
  const actions = { run: ignore, list: ignore, check: ignore, crashPoints: ignore };
  const { options } = simProgram({ ...actions, scenarios: ignore, mutants: ignore });
  const used = (/exec node([\s\S]*?)\n {10}resources/.exec(manifest)?.[1] ?? '').match(/--\w+/g);
  t.deepEqual(used, ['--seeds', '--shard', '--store', '--out', '--json']);
  const known = options.map(({ long }) => long);
  t.deepEqual(
    used?.filter((flag) => !known.includes(flag)),
    [],
  );
});

/** What `npm install --no-save kubernetes-models yaml` brings; they are no part of the project. */
const MODULES = ['yaml', 'kubernetes-models/batch/v1'] as const;
const TITLE = 'the manifest is a Job by the schema of Kubernetes';
type Parse = (text: string) => object;
type JobModel = new (job: object) => { validate(): void };

// Whether a test is skipped must be known before the first one runs: nothing is loaded to find out.
const missing = MODULES.filter((name) => !isInstalled(name));

if (missing.length > 0) {
  test.skip(`${TITLE} (there is no ${missing.join(' and no ')})`, () => {});
} else {
  test(TITLE, async (t) => {
    const [yaml, batch] = (await Promise.all(MODULES.map((name) => import(name)))) as [
      { parse: Parse },
      { Job: JobModel },
    ];
    t.notThrows(() => new batch.Job(yaml.parse(manifest)).validate());
    const wrong = manifest.replace('completions: 16', 'completions: many');
    t.throws(() => new batch.Job(yaml.parse(wrong)).validate());
  });
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
