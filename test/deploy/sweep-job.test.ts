import { readFileSync } from 'node:fs';
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
async function validator(): Promise<{ parse: Parse; Job: JobModel } | null> {
  const names = ['yaml', 'kubernetes-models/batch/v1'];
  try {
    const [yaml, batch] = (await Promise.all(names.map((name) => import(name)))) as [
      { parse: Parse },
      { Job: JobModel },
    ];
    return { parse: yaml.parse, Job: batch.Job };
  } catch {
    return null;
  }
}

type Parse = (text: string) => object;
type JobModel = new (job: object) => { validate(): void };

const valid = await validator();

(valid === null ? test.skip : test)('the manifest is a Job by the schema of Kubernetes', (t) => {
  const { parse, Job } = valid as NonNullable<typeof valid>;
  t.notThrows(() => new Job(parse(manifest)).validate());
  t.throws(() =>
    new Job(parse(manifest.replace('completions: 16', 'completions: many'))).validate(),
  );
});
