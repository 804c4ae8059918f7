import type { Stroke } from '../schedule/schedule.ts';
import { type Candidate, firstMicrosOf, withSchedule } from './candidate.ts';
import type { Failing, Trials } from './trials.ts';

/** What a fault had to do with the failure of the run that it was in. */
export interface Blame {
  readonly atMicros: number;
  readonly fault: Stroke['fault'];
  /**
   * `necessary`: without it the smaller run does not fail; `irrelevant`: the run fails without it;
   * `masks`: without it another oracle speaks first; `untested`: it is left in the smaller run, and the
   * time was up.
   */
  readonly verdict: 'necessary' | 'irrelevant' | 'masks' | 'untested';
  /** The other oracle. */
  readonly instead: string | null;
}

const NOTHING = 'nothing';

/** Looks at every fault of `first` up to its failure, as long as there is time. */
export function blameOf(
  trials: Pick<Trials, 'violation' | 'isSame'>,
  first: Failing,
  { best, failsMicros }: { readonly best: Candidate; readonly failsMicros: number },
  isTimeUp: () => boolean,
): Blame[] {
  const left = new Map(best.schedule.strokes.map((stroke) => [keyOf(stroke), stroke]));
  const { strokes } = first.candidate.schedule;
  return strokes
    .filter(({ atMicros }) => atMicros <= first.failsMicros)
    .map((stroke) => {
      const { atMicros, fault } = stroke;
      const kept = left.get(keyOf(stroke));
      if (isTimeUp()) {
        const verdict = kept === undefined ? 'irrelevant' : 'untested';
        return { atMicros, fault, verdict, instead: null };
      }
      const from = kept === undefined ? first : { candidate: best, failsMicros };
      return { atMicros, fault, ...verdictOf(without(trials, from, kept ?? stroke), kept) };
    });
}

/** A fault that was left out is irrelevant, whatever follows in the whole run: the smaller one fails without it. */
function verdictOf(
  instead: string | null,
  kept: Stroke | undefined,
): Pick<Blame, 'verdict' | 'instead'> {
  if (instead !== null && instead !== NOTHING) {
    return { verdict: 'masks', instead };
  }
  const isNeeded = kept !== undefined && instead === NOTHING;
  return { verdict: isNeeded ? 'necessary' : 'irrelevant', instead: null };
}

/** What fails in place of what failed; null when it still does. */
function without(
  trials: Pick<Trials, 'violation' | 'isSame'>,
  { candidate, failsMicros }: Failing,
  stroke: Stroke,
) {
  const strokes = candidate.schedule.strokes.filter((each) => each !== stroke);
  const violation = trials.violation(withSchedule(candidate, { strokes }), failsMicros);
  if (violation === null) {
    return NOTHING;
  }
  return trials.isSame(violation) ? null : violation.oracle;
}

function keyOf(stroke: Stroke): string {
  return `${stroke.fault} ${firstMicrosOf(stroke)} ${stroke.host}`;
}
