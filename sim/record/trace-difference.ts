import type { TracedEvents } from './event-trace.ts';

/** Events shown on either side of the first one that differs. */
export const NEIGHBOURS = 20;

/** Where two runs of one seed part. */
export interface TraceDifference {
  /** Events before the first one that differs, ticks and turns included. */
  readonly event: number;
  /** What each run did there; null: it had ended. */
  readonly here: string | null;
  readonly there: string | null;
  /** The events around it, a line each: those in common once, those after it of both runs. */
  readonly lines: readonly string[];
}

/** The first event after which the hashes differ; null when the runs are the same. */
export function firstDifference(
  here: TracedEvents,
  there: TracedEvents,
  neighbours = NEIGHBOURS,
): TraceDifference | null {
  const event = differingEvent(here, there);
  if (event === null) {
    return null;
  }
  return {
    event,
    here: here.texts[event] ?? null,
    there: there.texts[event] ?? null,
    lines: [
      ...linesOf('    both', here, event - neighbours, event),
      ...linesOf('>   here', here, event, event + 1),
      ...linesOf('>  there', there, event, event + 1),
      ...linesOf('    here', here, event + 1, event + 1 + neighbours),
      ...linesOf('   there', there, event + 1, event + 1 + neighbours),
    ],
  };
}

/** The words tell ticks and turns apart, which the hash sees only by what follows from them. */
function differingEvent(here: TracedEvents, there: TracedEvents): number | null {
  const count = Math.max(here.texts.length, there.texts.length);
  for (let event = 0; event < count; event++) {
    if (here.hashes[event] !== there.hashes[event] || here.texts[event] !== there.texts[event]) {
      return event;
    }
  }
  return null;
}

function linesOf(side: string, { hashes, texts }: TracedEvents, from: number, to: number) {
  const start = Math.max(from, 0);
  return texts
    .slice(start, to)
    .map((text, i) => `${side}  #${start + i}  ${hashes[start + i]}  ${text}`);
}
