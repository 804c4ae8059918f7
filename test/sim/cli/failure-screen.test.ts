import test from 'ava';
import { failureScreen } from '../../../sim/cli/failure-screen.ts';
import type { WorkerAnswer } from '../../../sim/worker.ts';
import { readDocument } from '../../docs/markdown.ts';
import { recordedRun, secondLeaderAt } from '../record/recorded-run.ts';

const SECOND = 1_000_000;
const FILES = { report: 'reports/out/x/index.html', capsule: 'reports/out/x/run.sim.json' };
const COMMAND = 'npm run sim -- --seed 3 --mutant canary';

const run = recordedRun(
  '3',
  { durationMicros: 6 * SECOND, nodes: 3, groups: 2 },
  secondLeaderAt(5 * SECOND),
);
const schedule = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
const detail = { recording: run.recording, history: { operations: [] }, schedule };
const answer: WorkerAnswer = { result: run.result, wallSeconds: 1, detail, trace: null };

function linesOf(message: string): string[] {
  const { violation } = run.result;
  const result = { ...run.result, violation: violation && { ...violation, message } };
  return failureScreen(COMMAND, { ...answer, result }, FILES).split('\n');
}

test('a failure is told on one screen of 40 lines of 100 columns, however much there is to say', (t) => {
  const long = `${'what no store can show '.repeat(20)}\n`.repeat(30);
  for (const lines of [linesOf('short'), linesOf(long)]) {
    t.true(lines.length <= 40, `${lines.length}`);
    t.deepEqual(
      lines.filter((line) => line.length > 100),
      [],
    );
  }
});

test('the screen says what broke, where, when and why, and how to see it again', (t) => {
  const screen = failureScreen(COMMAND, answer, FILES);
  const { violation } = run.result;
  t.regex(screen, /oracle +election-safety: a term of a group has at most one leader/);
  t.regex(screen, /what +group 2 has two leaders in term \d+: n\d and n\d/);
  t.regex(screen, /where +node n\d = 10\.0\.0\.1:\d+ \(\d+\), group 2, term \d+/);
  t.true(screen.includes(`event ${violation?.event.toLocaleString('en-US')}`));
  t.regex(screen, /becomes LEADER/);
  t.regex(screen, /run +profile default, 3 nodes, 2 groups/);
  for (const words of [COMMAND, FILES.report, FILES.capsule]) {
    t.true(screen.includes(words));
  }
});

test('the screen in the document has the lines of the code', (t) => {
  const namesOf = (text: string) =>
    [...text.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name ?? '');
  const sample = /FAILED: invariant[\s\S]*?```/.exec(readDocument('docs/simulation.md'))?.[0] ?? '';
  t.deepEqual(namesOf(sample), namesOf(failureScreen(COMMAND, answer, FILES)));
});

test('a command that is too long for a line goes on behind a backslash', (t) => {
  const command = `${COMMAND} ${'--duration 20s '.repeat(8)}`.trimEnd();
  const lines = failureScreen(command, answer, FILES).split('\n');
  const at = lines.findIndex((line) => line.includes('reproduce'));
  t.true(lines[at]?.endsWith(' \\'));
  t.true(lines[at + 1]?.startsWith(' '.repeat(13)));
});

test('without a recording the screen has no causes, and is whole otherwise', (t) => {
  const screen = failureScreen(COMMAND, { ...answer, detail: null }, FILES);
  t.notRegex(screen, /causes/);
  t.regex(screen, /what +group 2 has two leaders in term \d+: 10\.0\.0\.1:\d+ and 10\.0\.0\.1:\d+/);
});
