import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseResults } from '../../bench/result/results-file.ts';
import { finished, inDirectory, runBench, startBench, until } from './bench-process.ts';

const QUICK = ['fsync', 'simple', '--quick', '--seconds', '0.01', '--records', '20'];

for (const args of [['--nodes', '0'], ['nonsense'], ['peers'], ['--out', '/proc/x'], ['--wat']]) {
  test(`"${args.join(' ')}" ends with 2, one line on stderr, and nothing written`, async (t) => {
    await inDirectory(async (directory) => {
      const { code, stdout, stderr } = await runBench(directory, ...args);
      t.is(code, 2);
      t.is(stdout, '');
      t.regex(stderr, /^bench: [^\n]+\n$/);
      t.deepEqual(readdirSync(directory), []);
    });
  });
}

test('a stack trace is shown only to those who ask for it', async (t) => {
  await inDirectory(async (directory) => {
    const { code, stderr } = await runBench(directory, '--nodes', '0', '--verbose');
    t.is(code, 2);
    t.regex(stderr, /\n\s+at /);
  });
});

test('a run leaves results and a report, and nothing else', async (t) => {
  await inDirectory(async (directory) => {
    const { code, stdout, stderr } = await runBench(directory, ...QUICK, '--out', 'here');
    t.is(code, 0, stderr);
    t.is(stderr, '');
    t.deepEqual(readdirSync(directory), ['here']);
    t.deepEqual(readdirSync(join(directory, 'here')).sort(), ['index.html', 'results.json']);
    t.regex(stdout, /8kB write\s+fdatasync\s+sync/);
    t.regex(stdout, /\nreport: here\/index\.html\n$/);
    const results = parseResults(
      JSON.parse(readFileSync(join(directory, 'here/results.json'), 'utf8')),
    );
    t.deepEqual(Object.keys(results.suites), ['fsync', 'simple']);
  });
});

test('with --json stdout is one object with the path of the report and no raw samples', async (t) => {
  await inDirectory(async (directory) => {
    const { code, stdout } = await runBench(directory, ...QUICK, '--json');
    t.is(code, 0);
    t.regex(stdout, /^\{[^\n]*\}\n$/);
    const line = JSON.parse(stdout);
    t.like(line, { schema: 1, kind: 'bench' });
    t.regex(line.report, /^reports\/out\/bench-[\dT-]+\/index\.html$/);
    t.true(existsSync(join(directory, line.report)));
    t.notRegex(stdout, /rawSamples/);
  });
});

test('a flag without effect is mentioned, and the run goes on', async (t) => {
  await inDirectory(async (directory) => {
    const args = ['fsync', '--quick', '--seconds', '0.01', '--nodes', '3'];
    const { code, stderr } = await runBench(directory, ...args);
    t.is(code, 0);
    t.is(stderr, 'bench: --nodes: no effect on fsync\n');
  });
});

test('Ctrl-C stops child processes and removes everything temporary', async (t) => {
  await inDirectory(async (directory) => {
    const child = startBench(directory, 'simple', '--records', '1000000000', '--out', 'here');
    const end = finished(child);
    const childrenFile = `/proc/${child.pid}/task/${child.pid}/children`;
    if (!existsSync(childrenFile)) {
      t.log('this system does not list child processes; not checked');
    }
    await until(() => children(childrenFile).length > 0 || !existsSync(childrenFile));
    const [server] = children(childrenFile);
    child.kill('SIGINT');
    const { code, stderr } = await end;
    t.is(code, 130);
    t.is(stderr, 'bench: interrupted by SIGINT\n');
    t.deepEqual(readdirSync(directory), []);
    await until(() => server === undefined || !existsSync(`/proc/${server}`));
  });
});

function children(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : [];
}
