import type { RecordedReplica, Span } from '../../../sim/record/recording.ts';
import type { NodeId, Term } from '../../../src/base/ids.ts';

/** A node that leads a group in a term, from being elected to not leading any more. */
export interface Reign extends Span {
  readonly node: NodeId;
  readonly term: Term;
}

/** Everybody who led, in order of their beginning; two at a time is possible, in different terms. */
export function reignsOf(replicas: readonly RecordedReplica[]): Reign[] {
  return replicas
    .flatMap(({ node, roles }) =>
      roles
        .filter(({ role }) => role === 'leader')
        .map(({ fromMicros, untilMicros, term }) => ({ node, term, fromMicros, untilMicros })),
    )
    .sort((a, b) => a.fromMicros - b.fromMicros || a.term - b.term);
}

/**
 * Who led with the highest term at each moment, one after the other: an old leader that nobody has
 * told yet counts until the next one is elected.
 */
export function successionOf(reigns: readonly Reign[], endMicros: number): Reign[] {
  const succession: Reign[] = [];
  for (const reign of reigns) {
    const before = succession.at(-1);
    if (before !== undefined && before.untilMicros > reign.fromMicros) {
      if (before.term > reign.term) {
        continue;
      }
      succession[succession.length - 1] = { ...before, untilMicros: reign.fromMicros };
    }
    succession.push({ ...reign, untilMicros: Math.min(reign.untilMicros, endMicros) });
  }
  return succession;
}

/** When nobody led. */
export function gapsIn(succession: readonly Reign[], endMicros: number): Span[] {
  const gaps: Span[] = [];
  let fromMicros = 0;
  for (const reign of succession) {
    if (reign.fromMicros > fromMicros) {
      gaps.push({ fromMicros, untilMicros: reign.fromMicros });
    }
    fromMicros = Math.max(fromMicros, reign.untilMicros);
  }
  return fromMicros < endMicros ? [...gaps, { fromMicros, untilMicros: endMicros }] : gaps;
}
