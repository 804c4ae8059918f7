import test from 'ava';
import type { BenchOptions } from '../../bench/options/bench-options.ts';
import { parseCommand } from '../../bench/options/parse-command.ts';
import { SUITE_NAMES } from '../../bench/result/rows.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';

function parseRun(...argv: string[]): BenchOptions {
  const command = parseCommand(argv, SUITE_NAMES);
  if (command.kind !== 'run') {
    throw new Error(`a ${command.kind} command`);
  }
  return command.options;
}

function refusal(...argv: string[]): string {
  try {
    parseCommand(argv, ['fsync', 'simple']);
  } catch (error) {
    if (error instanceof UsageError) {
      return error.message;
    }
    throw error;
  }
  return 'accepted';
}

test('without arguments every suite runs but the peers', (t) => {
  t.deepEqual(
    parseRun().suites,
    SUITE_NAMES.filter((name) => name !== 'peers'),
  );
  t.is(parseRun().effort, 'default');
});

test('the peers run when they are asked for', (t) => {
  t.deepEqual(parseRun('peers').suites, ['peers']);
});

test('suites run once and in the order of the registry, however they are typed', (t) => {
  t.deepEqual(parseRun('cluster', 'fsync', 'cluster').suites, ['fsync', 'cluster']);
});

test('what is not given is absent, so that a suite chooses it', (t) => {
  t.deepEqual(parseRun('fsync'), {
    suites: ['fsync'],
    effort: 'default',
    json: false,
    verbose: false,
  });
});

test('every flag of the command contract is understood', (t) => {
  const options = parseRun(
    ...'--quick --sync none,interval:20,each --snapshot-codec binary,thrift --nodes 3 --groups 10'.split(
      ' ',
    ),
    ...'--connections 4 --window 64 --records 1000 --seconds 0.5 --read-ratio 0.25'.split(' '),
    ...'--workload mraft --store level --repeat 3 --out o --data d --json --verbose'.split(' '),
  );
  t.like(options, {
    effort: 'quick',
    syncModes: ['none', 'interval:20', 'each'],
    snapshotCodecs: ['binary', 'thrift'],
    nodes: 3,
    groups: 10,
    connections: 4,
    window: 64,
    records: 1000,
    seconds: 0.5,
    readRatio: 0.25,
    workload: 'mraft',
    store: 'level',
    repeat: 3,
    out: 'o',
    data: 'd',
    json: true,
    verbose: true,
  });
});

const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ['--nodes 0', ['--nodes', '"0"', '1 to 64']],
  ['--nodes 1e1', ['--nodes', '"1e1"', 'whole number']],
  ['--nodes 3.5', ['--nodes', '"3.5"', 'whole number']],
  ['--groups -1', ['--groups', '"-1"', '1 to 4096']],
  ['--seconds NaN', ['--seconds', '"NaN"', 'number']],
  ['--seconds 0', ['--seconds', '"0"', '0.01']],
  ['--read-ratio 1.1', ['--read-ratio', '"1.1"', '0 to 1']],
  ['--sync fast', ['--sync', '"fast"', 'fdatasync', 'interval:MS']],
  ['--sync interval:0', ['--sync', '"interval:0"', 'interval:MS']],
  ['--sync none,', ['--sync', '""', 'none']],
  ['--snapshot-codec xml', ['--snapshot-codec', '"xml"', 'binary, thrift']],
  ['--store disk', ['--store', '"disk"', 'expected one of memory, level']],
  ['--workload 3k', ['--workload', '"3k"', '2k, mraft']],
  ['--compare a.json', ['--compare', '"a.json"', 'two']],
  ['--compare a.json b.json c.json', ['--compare', 'two']],
  ['--threshold 0.2', ['--threshold', '"0.2"', '--compare']],
  ['--quick --full', ['--quick', '--full', 'one of the two']],
  ['--unknown', ['--unknown']],
  ['--nodes', ['--nodes', 'missing']],
  ['--out=', ['--out', '""', 'directory']],
  ['--connections 1000 --window 1000', ['--connections × --window', '1000 × 1000', '100000']],
  ['disk', ['"disk"', 'fsync, simple']],
];

for (const [line, parts] of REFUSED) {
  test(`"${line}" is refused in one line that says what was expected instead`, (t) => {
    const message = refusal(...line.split(' '));
    t.deepEqual(
      parts.filter((part) => !message.includes(part)),
      [],
      message,
    );
    t.false(message.includes('\n'));
  });
}

test('a suite that this build does not have is refused, and those it has are named', (t) => {
  t.is(
    refusal('cluster'),
    'suite "cluster" is not available in this build: expected fsync, simple',
  );
});

test('two files and a threshold make a comparison', (t) => {
  t.deepEqual(
    parseCommand(['--compare', 'a.json', 'b.json', '--threshold', '0.2', '--json'], SUITE_NAMES),
    {
      kind: 'compare',
      options: { before: 'a.json', after: 'b.json', threshold: 0.2, json: true, verbose: false },
    },
  );
});

test('a comparison tolerates a tenth when no threshold is given', (t) => {
  const command = parseCommand(['--compare', 'a', 'b'], SUITE_NAMES);
  t.is(command.kind === 'compare' ? command.options.threshold : 0, 0.1);
});

test('help is a command, not an error, and names every flag and the suites of the build', (t) => {
  const command = parseCommand(['--help'], ['fsync', 'simple']);
  const text = command.kind === 'help' ? command.text : '';
  t.regex(text, /--read-ratio/);
  t.regex(text, /suites +fsync, simple \(default: fsync, simple\)\n/);
  t.notRegex(text, /peers/);
});
