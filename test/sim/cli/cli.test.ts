import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { simProcess } from './sim-process.ts';

const SHORT = ['--duration', '3s', '--json'];

function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'raftlab-sim-'));
}

test.serial('one seed has one hash in every process, and another seed has another', async (t) => {
  const out = temporaryDirectory();
  const hashOf = async (seed: string) =>
    (await simProcess('--seed', seed, '--out', out, ...SHORT)).line?.hash;
  const first = await hashOf('42');
  t.regex(String(first), /^[0-9a-f]{16}$/);
  t.is(await hashOf('42'), first);
  t.is(await hashOf('0x2a'), first);
  t.not(await hashOf('43'), first);
  rmSync(out, { recursive: true });
});

test.serial('a run leaves its report, its capsule and a history that check reads', async (t) => {
  const out = temporaryDirectory();
  const { exitCode, line } = await simProcess('--seed', '5', '--out', out, ...SHORT);
  t.is(exitCode, 0);
  t.is(line?.verdict, 'pass');
  t.true(existsSync(join(out, 'index.html')));
  const capsule = JSON.parse(readFileSync(join(out, 'run.sim.json'), 'utf8'));
  t.is(capsule.command, 'npm run sim -- --seed 5 --duration 3s');
  t.is(capsule.hash, line?.hash);
  const checked = await simProcess('check', join(out, 'history.edn'), '--json');
  t.is(checked.exitCode, 0);
  t.is(checked.line?.verdict, 'ok');
  rmSync(out, { recursive: true });
});

test.serial('a second process agrees on the events of a run', async (t) => {
  const out = temporaryDirectory();
  const argv = ['--seed', '6', '--check-determinism', '--out', out, ...SHORT];
  t.is((await simProcess(...argv)).exitCode, 0);
  rmSync(out, { recursive: true });
});

test.serial(
  'a sweep adds up its runs, and the number of jobs does not change what they come to',
  async (t) => {
    const out = temporaryDirectory();
    const sweep = async (jobs: string) =>
      (await simProcess('--seeds', '1..4', '--jobs', jobs, '--out', out, ...SHORT)).line ?? {};
    const [one, two] = [await sweep('1'), await sweep('2')];
    t.is(one.kind, 'sweep');
    t.is(one.runs, 4);
    t.is(one.passed, 4);
    t.deepEqual(one.failures, []);
    for (const field of ['hash', 'events', 'operations', 'faults', 'committed', 'medianOk']) {
      t.deepEqual(one[field], two[field], field);
    }
    for (const field of ['liveness', 'blastRadius', 'faultRuns']) {
      t.deepEqual(one[field], two[field], field);
    }
    t.true(existsSync(String(one.report)));
    rmSync(out, { recursive: true });
  },
);

test.serial(
  'a broken engine fails a run with one screen, the exit code and the way to see it again',
  async (t) => {
    const out = temporaryDirectory();
    const { exitCode, stdout } = await simProcess(
      '--seed',
      '1',
      '--mutant',
      'canary',
      '--out',
      out,
    );
    t.true([10, 11, 12, 13].includes(exitCode ?? 0), `exit code ${exitCode}`);
    t.regex(stdout, /FAILED: /);
    t.regex(stdout, /reproduce {2}npm run sim -- --seed 1 --mutant canary/);
    t.true(stdout.trim().split('\n').length <= 40);
    t.regex(stdout, /causes +the last \d+/);
    const capsule = JSON.parse(readFileSync(join(out, 'run.sim.json'), 'utf8'));
    t.truthy(capsule.violation);
    rmSync(out, { recursive: true });
  },
);

test.serial(
  'a sweep goes on past failures up to its limit, and exits as the lowest failing seed does',
  async (t) => {
    const out = temporaryDirectory();
    const argv = ['--seeds', '1..50', '--mutant', 'canary', '--max-failures', '2', '--jobs', '1'];
    const { exitCode, line } = await simProcess(...argv, '--out', out, ...SHORT);
    const failures = line?.failures as { seed: string; exitCode: number; report: string | null }[];
    t.is(failures.length, 2);
    t.is(exitCode, failures[0]?.exitCode ?? null);
    t.true(Number(line?.notRun) > 0);
    t.true(existsSync(String(line?.report)));
    t.true(existsSync(join(out, String(failures[0]?.report))));
    t.true(readFileSync(join(out, 'index.html'), 'utf8').includes(String(failures[0]?.report)));
    rmSync(out, { recursive: true });
  },
);

test.serial(
  'a sweep begins no run once its time is up, and says how many seeds it left out',
  async (t) => {
    const out = temporaryDirectory();
    const argv = ['--seeds', '1..100000', '--minutes', '0.02', '--jobs', '1', '--out', out];
    const { exitCode, line } = await simProcess(...argv, ...SHORT);
    t.is(exitCode, 0);
    t.true(line.runs > 0);
    t.is(line.runs + line.notRun, 100_000);
    rmSync(out, { recursive: true });
  },
);

test.serial('a reader that stops reading does not turn a failure into a pass', async (t) => {
  const out = temporaryDirectory();
  const run = `node dist/sim/cli.js --seed 1 --mutant canary --out ${out}`;
  const command = `set -o pipefail; ${run} | head -c 0`;
  const child = spawn('bash', ['-c', command], { stdio: 'ignore' });
  const [exitCode] = (await once(child, 'close')) as [number];
  t.true([10, 11, 12, 13].includes(exitCode), `exit code ${exitCode}`);
  rmSync(out, { recursive: true });
});

test.serial('a deleted node that comes back is refused, and returns under a new id', async (t) => {
  const out = temporaryDirectory();
  const argv = ['--scenario', 'rejoin-deleted-node', '--seed', '7', '--json', '--out', out];
  const { exitCode, line } = await simProcess(...argv);
  const faults = line?.faults as { rejoinRefused: number; rejoinAsNew: number };
  t.is(exitCode, 0);
  t.true(faults.rejoinRefused >= 3);
  t.true(faults.rejoinAsNew >= 3);
  rmSync(out, { recursive: true });
});

test.serial('a history that is not linearizable is told with exit code 11', async (t) => {
  const out = temporaryDirectory();
  const file = join(out, 'stale.edn');
  writeFileSync(
    file,
    [
      '{:process 0, :type :invoke, :f :write, :value 1}',
      '{:process 0, :type :ok, :f :write, :value 1}',
      '{:process 1, :type :invoke, :f :read, :value nil}',
      '{:process 1, :type :ok, :f :read, :value nil}',
    ].join('\n'),
  );
  const checked = await simProcess('check', file, '--format', 'knossos-edn', '--json');
  t.is(checked.exitCode, 11);
  t.is(checked.line?.verdict, 'violation');
  rmSync(out, { recursive: true });
});

for (const [argv, expected] of [
  [
    ['--seed', 'abc'],
    /--seed "abc": expected a decimal number of up to 20 digits, 0x and up to 16 hex digits, or ex/,
  ],
  [['--seeds', '9..3'], /--seeds "9..3": expected A\.\.B/],
  [['--sed', '1'], /unknown option '--sed'/],
  [
    ['crash-points', '--replay', 'a', '--mutant', 'canary'],
    /--mutant: expected it without --replay/,
  ],
  [['foo'], /"foo": expected list, scenarios, check FILE, crash-points, mutants, or flags only/],
  [['--seed', '1', '--seeds', '1..2'], /--seed: expected it without --seeds/],
  [['--jobs', '2'], /--jobs: expected it together with --seeds/],
  [['--nodes', '0'], /--nodes "0": expected a whole number from 1 to 9/],
  [['--duration', '60'], /--duration "60": expected a time such as 500ms/],
  [['--scenario', 'figure-8', '--nodes', '3'], /scenario figure-8 cannot have 3 nodes: expected 5/],
  [['--mutant', 'none'], /--mutant "none": expected one of canary/],
  [['--profile', 'all'], /--profile "all": expected one of default, lite/],
  [['check', 'no/such/file'], /check "no\/such\/file": expected a file that can be read/],
  [['--seed', '1', '--events', 'no/such/file'], /--events "no\/such\/file": expected a file that/],
  [['--seeds', '1..2', '--perfetto', 'x'], /--perfetto: expected it without --seeds/],
  [['--seed', '1', '--out', 'package.json'], /--out "package.json": expected a directory/],
] as const) {
  test(`"${argv.join(' ')}" gets one line, exit code 2 and no stack trace`, async (t) => {
    const { exitCode, stderr, stdout } = await simProcess(...argv);
    t.is(exitCode, 2);
    t.regex(stderr, expected);
    t.is(stderr.trim().split('\n').length, 1);
    t.notRegex(stdout, /pass|FAILED/);
  });
}

test.serial(
  'check writes a history in another format, and says what cannot be written',
  async (t) => {
    const out = temporaryDirectory();
    const [from, to] = [join(out, 'from.json'), join(out, 'to.edn')];
    const operations = [{ f: 'read', output: 0, call: 1, return: 2 }];
    writeFileSync(from, JSON.stringify({ cases: [{ model: 'register', initial: 0, operations }] }));
    const written = await simProcess(
      'check',
      from,
      '--model',
      'various',
      '--write',
      to,
      '--to',
      'knossos-edn',
    );
    t.is(written.exitCode, 0);
    const argv = ['check', to, '--model', 'register', '--json'];
    t.is((await simProcess(...argv, '--initial', '0')).exitCode, 0);
    t.is((await simProcess(...argv)).exitCode, 11);
    const alone = await simProcess('check', from, '--write', to);
    t.is(alone.exitCode, 2);
    t.regex(alone.stderr, /--write and --to: expected both or neither/);
    rmSync(out, { recursive: true });
  },
);

test.serial('an interrupted sweep tells what it has, and goes on where it ended', async (t) => {
  const out = temporaryDirectory();
  const store = join(out, 'seeds.jsonl');
  const argv = ['--seeds', '1..200', '--jobs', '1', '--out', out, '--store', store, ...SHORT];
  const child = spawn(process.execPath, ['dist/sim/cli.js', ...argv]);
  const printed = text(child.stdout);
  while (!existsSync(store) || !readFileSync(store, 'utf8').includes('\n')) {
    await setTimeout(20);
  }
  child.kill('SIGINT');
  const [exitCode] = await once(child, 'close');
  const line = JSON.parse(await printed);
  t.is(exitCode, 130);
  t.is(line.exitCode, 130);
  t.true(line.interrupted);
  t.is(line.runs + line.notRun, 200);
  const { runs, notRun } = JSON.parse(readFileSync(join(out, 'sweep.json'), 'utf8'));
  t.deepEqual({ runs, notRun }, { runs: line.runs, notRun: line.notRun });
  const range = ['--seeds', `1..${line.runs + 1}`, ...argv.slice(2)];
  const again = (await simProcess(...range)).line;
  t.is(again.runs, 1);
  t.deepEqual(again.resumed, { passed: line.runs, failed: 0 });
  rmSync(out, { recursive: true });
});
