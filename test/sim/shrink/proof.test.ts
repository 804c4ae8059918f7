import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { CompletedRun } from '../../../sim/run/run-result.ts';
import type { Candidate } from '../../../sim/shrink/candidate.ts';
import { lastProven } from '../../../sim/shrink/proof.ts';

const NOTHING = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
const config = drawConfig('1');

/** Candidates told apart by how long they run; those of `failing` fail however long one waits. */
function prove(count: number, failing: readonly number[]) {
  const steps: Candidate[] = Array.from({ length: count }, (_, at) => ({
    config: { ...config, durationMicros: at + 1 },
    schedule: NOTHING,
  }));
  const whole = ({ config: { durationMicros } }: Candidate) => {
    const isFailing = failing.includes(durationMicros - 1);
    return { violation: isFailing ? { oracle: 'core' } : null } as unknown as CompletedRun;
  };
  const proof = lastProven({ whole, isSame: (violation) => violation !== null }, steps);
  return proof === null ? null : steps.indexOf(proof.candidate);
}

test('the smallest candidate is kept when it fails to the end', (t) => {
  t.is(prove(1, [0]), 0);
  t.is(prove(9, [0, 8]), 8);
});

test('of candidates that only the haste made fail none is kept', (t) => {
  for (let last = 0; last < 12; last++) {
    const failing = Array.from({ length: last + 1 }, (_, at) => at);
    t.is(prove(12, failing), last);
  }
});

test('nothing is proven when not even the first fails to the end', (t) => {
  t.is(prove(1, []), null);
  t.is(prove(7, [3]), null);
});
