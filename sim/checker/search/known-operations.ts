import { present } from '../../../src/base/invariant.ts';
import { IntList } from './int-list.ts';

/**
 * The operations that took effect for certain, numbered by the order in which that became certain,
 * as a rule by completing: their rank.
 *
 * The frontier of a search is the lowest rank not linearized yet. What may come next is then
 * exactly what was called before that operation completed.
 */
export interface KnownOperations {
  readonly count: number;
  /** By rank: id in the history. */
  readonly ids: Int32Array;
  /** By rank: id of the operation whose completion says that this one took effect by then. */
  readonly reasons: Int32Array;
  /** By rank: event of the call, and of the completion. */
  readonly calls: Int32Array;
  readonly returns: Int32Array;
  readonly kinds: Int32Array;
  /** By rank: a number that no other operation open at the same time has. */
  readonly slots: Int32Array;
  /** 32-bit words that hold one bit for each slot. */
  readonly slotWords: number;
  /** `open[openStart[f] .. openStart[f + 1])`: ranks that may come next at frontier f, ascending. */
  readonly openStart: Int32Array;
  readonly open: Int32Array;
}

/** An operation that took effect between two events, as far as order matters. */
export interface Span {
  readonly id: number;
  readonly call: number;
  readonly return: number;
  readonly kind: number;
  /** The operation whose completion is the `return`: itself, or one that saw its effect. */
  readonly reason: number;
}

/** Lays out `spans`; O(n × (log n + operations open at once)). */
export function layOutKnown(spans: readonly Span[]): KnownOperations {
  const byReturn = [...spans].sort((a, b) => a.return - b.return);
  const calls = Int32Array.from(byReturn, (span) => span.call);
  const returns = Int32Array.from(byReturn, (span) => span.return);
  const openAt = listOpen(calls, returns);
  const { slots, slotWords } = assignSlots(calls, openAt);
  return {
    count: byReturn.length,
    ids: Int32Array.from(byReturn, (span) => span.id),
    reasons: Int32Array.from(byReturn, (span) => span.reason),
    calls,
    returns,
    kinds: Int32Array.from(byReturn, (span) => span.kind),
    slots,
    slotWords,
    ...openAt,
  };
}

/** How many entries the open lists of `spans` have together, without building them. */
export function countOpenEntries(spans: readonly Span[]): number {
  const returns = spans.map((span) => span.return).sort((a, b) => a - b);
  const rankOf = new Map(returns.map((event, rank) => [event, rank]));
  const byCall = [...spans].sort((a, b) => a.call - b.call);
  let frontier = 0;
  let entries = 0;
  for (const span of byCall) {
    while ((returns[frontier] ?? Infinity) < span.call) {
      frontier += 1;
    }
    entries += present(rankOf.get(span.return), 'every completion has a rank') - frontier + 1;
  }
  return entries;
}

interface OpenLists {
  readonly openStart: Int32Array;
  readonly open: Int32Array;
}

function listOpen(calls: Int32Array, returns: Int32Array): OpenLists {
  const byCall = Int32Array.from(calls.keys()).sort(
    (a, b) => (calls[a] as number) - (calls[b] as number),
  );
  const openStart = new Int32Array(calls.length + 1);
  const open = new IntList();
  const current: number[] = [];
  let called = 0;
  for (let frontier = 0; frontier < calls.length; frontier++) {
    const limit = returns[frontier] as number;
    while (called < byCall.length && (calls[byCall[called] as number] as number) < limit) {
      insertAscending(current, byCall[called] as number);
      called += 1;
    }
    for (const rank of current) {
      open.push(rank);
    }
    openStart[frontier + 1] = open.length;
    current.shift();
  }
  return { openStart, open: open.toArray() };
}

function insertAscending(ranks: number[], rank: number): void {
  let at = ranks.length;
  while (at > 0 && (ranks[at - 1] as number) > rank) {
    at -= 1;
  }
  ranks.splice(at, 0, rank);
}

function assignSlots(
  calls: Int32Array,
  { openStart, open }: OpenLists,
): { slots: Int32Array; slotWords: number } {
  const slots = new Int32Array(calls.length).fill(-1);
  const free: number[] = [];
  let count = 0;
  for (let frontier = 0; frontier < calls.length; frontier++) {
    for (let i = openStart[frontier] as number; i < (openStart[frontier + 1] as number); i++) {
      const rank = open[i] as number;
      if (slots[rank] === -1) {
        slots[rank] = free.pop() ?? count++;
      }
    }
    free.push(slots[frontier] as number);
  }
  return { slots, slotWords: Math.max(1, Math.ceil(count / 32)) };
}
