import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { ReportedViolation } from '../../../sim/run/run-result.ts';
import type { Stroke } from '../../../sim/schedule/schedule.ts';
import { blameOf } from '../../../sim/shrink/blame.ts';
import type { Candidate } from '../../../sim/shrink/candidate.ts';

const config = drawConfig('1');
const VIOLATION = { oracle: 'core', message: '' } as ReportedViolation;

function runOf(times: readonly number[]): Candidate {
  const strokes = times.map((atMicros) => ({ fault: 'clog', atMicros }) as Stroke);
  return {
    config,
    schedule: { strokes, operations: [], fates: [], measures: [], ties: [] },
  };
}

/** Verdicts on the faults of `all`, of which `left` are left, when `needed` are what it takes to fail. */
function verdicts(all: number[], left: number[], needed: number[], isTimeUp = () => false) {
  const violation = ({ schedule }: Candidate) =>
    needed.every((time) => schedule.strokes.some(({ atMicros }) => atMicros === time))
      ? VIOLATION
      : null;
  const trials = { violation, isSame: (it: ReportedViolation | null) => it === VIOLATION };
  const first = { candidate: runOf(all), failsMicros: 100 };
  return blameOf(trials, first, { best: runOf(left), failsMicros: 100 }, isTimeUp).map(
    ({ verdict }) => verdict,
  );
}

test('a fault is necessary only when what is left does not fail without it', (t) => {
  t.deepEqual(verdicts([1, 2, 3], [1, 2], [2]), ['irrelevant', 'necessary', 'irrelevant']);
});

test('a fault that is left when the time is up is untested, one that was left out irrelevant', (t) => {
  t.deepEqual(
    verdicts([1, 2, 3], [1, 2], [2], () => true),
    ['untested', 'untested', 'irrelevant'],
  );
});
