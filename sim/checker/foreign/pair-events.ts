import { DecodeError } from '../../../src/base/errors.ts';
import type { ForeignEvent } from './foreign-event.ts';

/** The process that breaks things; what it does is no operation. */
const NEMESIS = 'nemesis';

/** An invocation and what answered it. */
export interface EventPair {
  readonly invocation: ForeignEvent;
  /** null: nothing did by the end of the file. */
  readonly completion: ForeignEvent | null;
}

/**
 * The pair that each event belongs to, by position; null for events of no operation.
 *
 * @throws DecodeError when a process has two operations open, or completes what it did not invoke.
 */
export function pairEvents(events: readonly ForeignEvent[]): (EventPair | null)[] {
  const pairs: (EventPair | null)[] = events.map(() => null);
  const open = new Map<string | number, number>();
  for (const [position, event] of events.entries()) {
    if (event.process === NEMESIS) {
      continue;
    }
    if (event.type === 'invoke') {
      refuseSecond(open, event);
      open.set(event.process, position);
      pairs[position] = { invocation: event, completion: null };
    } else {
      const opened = open.get(event.process);
      open.delete(event.process);
      joinPair(pairs, opened, position, event);
    }
  }
  return pairs;
}

function refuseSecond(open: ReadonlyMap<string | number, number>, event: ForeignEvent): void {
  if (open.has(event.process)) {
    throw new DecodeError(`process ${event.process} has two operations open`, event.offset);
  }
}

function joinPair(
  pairs: (EventPair | null)[],
  opened: number | undefined,
  position: number,
  completion: ForeignEvent,
): void {
  const half = opened === undefined ? undefined : pairs[opened];
  if (opened !== undefined && half) {
    const pair = { invocation: half.invocation, completion };
    pairs[opened] = pair;
    pairs[position] = pair;
  } else if (completion.type !== 'info') {
    const { process, type, offset } = completion;
    throw new DecodeError(`process ${process} has no operation open for this ${type}`, offset);
  }
}
