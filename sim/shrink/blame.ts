import type { Stroke } from '../schedule/schedule.ts';
import { type Candidate, firstMicrosOf, withSchedule } from './candidate.ts';
import type { Failing, Trials } from './trials.ts';

/** What a fault had to do with the failure of the run that it was in. */
export interface Blame {
  readonly atMicros: number;
  readonly fault: Stroke['fault'];
  /**
   * `necessary`: without it the smaller run does not fail; `irrelevant`: the run fails without it;
   * `masks`: without it another oracle speaks first.
   */
  readonly verdict: 'necessary' | 'irrelevant' | 'masks';
  /** The other oracle. */
  readonly instead: string | null;
}

/** Looks at every fault of `first` up to its failure; of those left out, as long as there is time. */
export function blameOf(
  trials: Trials,
  first: Failing,
  { best, failsMicros }: { readonly best: Candidate; readonly failsMicros: number },
  isTimeUp: () => boolean,
): Blame[] {
  const left = new Map(best.schedule.strokes.map((stroke) => [keyOf(stroke), stroke]));
  const { strokes } = first.candidate.schedule;
  return strokes
    .filter(({ atMicros }) => atMicros <= first.failsMicros)
    .map((stroke) => {
      const kept = left.get(keyOf(stroke));
      const from = kept === undefined ? first : { candidate: best, failsMicros };
      const isKnown = kept === undefined && isTimeUp();
      const instead = isKnown ? null : without(trials, from, kept ?? stroke);
      const { atMicros, fault } = stroke;
      if (instead !== null && instead !== 'nothing') {
        return { atMicros, fault, verdict: 'masks', instead };
      }
      const verdict = kept === undefined ? 'irrelevant' : 'necessary';
      return { atMicros, fault, verdict, instead: null };
    });
}

/** What fails in place of what failed; null when it still does. */
function without(trials: Trials, { candidate, failsMicros }: Failing, stroke: Stroke) {
  const strokes = candidate.schedule.strokes.filter((each) => each !== stroke);
  const violation = trials.violation(withSchedule(candidate, { strokes }), failsMicros);
  if (violation === null) {
    return 'nothing';
  }
  return trials.isSame(violation) ? null : violation.oracle;
}

function keyOf(stroke: Stroke): string {
  return `${stroke.fault} ${firstMicrosOf(stroke)} ${stroke.host}`;
}
