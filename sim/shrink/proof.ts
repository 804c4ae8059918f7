import { Recorder } from '../record/recorder.ts';
import type { CompletedRun } from '../run/run-result.ts';
import { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import type { Candidate } from './candidate.ts';
import type { Trials } from './trials.ts';

type Prover = Pick<Trials, 'whole' | 'isSame'>;

/** A candidate that was run to its end, as a replay of its capsule is, and fails as it should. */
export interface Proof {
  readonly candidate: Candidate;
  /** The same run with every delay that it had written down. */
  readonly settled: Candidate;
  readonly end: CompletedRun;
  readonly recorder: Recorder;
}

/**
 * The last of `steps` that fails as it should when it is given all the time that a run has: candidates
 * are tried in haste, and a cluster that is not whole soon may be whole later. Looks by halves.
 *
 * @returns null when even the first does not
 */
export function lastProven(trials: Prover, steps: readonly Candidate[]): Proof | null {
  let proven = proofOf(trials, steps.at(-1));
  if (proven !== null || steps.length === 1) {
    return proven;
  }
  proven = proofOf(trials, steps[0]);
  let low = 0;
  let high = steps.length - 1;
  while (proven !== null && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const proof = proofOf(trials, steps[middle]);
    proven = proof ?? proven;
    if (proof === null) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return proven;
}

function proofOf(trials: Prover, candidate: Candidate | undefined): Proof | null {
  if (candidate === undefined) {
    return null;
  }
  const settled = withDelays(trials, candidate);
  const recorder = new Recorder();
  const end = trials.whole(settled, { recorder });
  return trials.isSame(end.violation) ? { candidate, settled, end, recorder } : null;
}

function withDelays(trials: Prover, candidate: Candidate): Candidate {
  const { salt, ...schedule } = candidate.schedule;
  if (salt === undefined) {
    return candidate;
  }
  const journal = new ScheduleRecorder();
  trials.whole(candidate, { journal });
  const { fates, measures, ties } = journal.schedule;
  return { ...candidate, schedule: { ...schedule, fates, measures, ties } };
}
