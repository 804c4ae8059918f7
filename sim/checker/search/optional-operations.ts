/**
 * The operations of unknown outcome: each may come anywhere after its call, or nowhere.
 *
 * Those that do the same form a class, and within a class they are used in the order of their
 * calls. That loses nothing: whatever an order does with a later one, the earlier one can do in its
 * place, since it may come wherever the later one may.
 */
export interface OptionalOperations {
  /** By member, class after class, within a class by call: id in the history, event of the call. */
  readonly ids: Int32Array;
  readonly calls: Int32Array;
  /** By member: its class. */
  readonly classes: Int32Array;
  /** By class, ascending by the first call: what its members do. */
  readonly kinds: Int32Array;
  /** Members of class c are `[start[c], start[c + 1])`. */
  readonly start: Int32Array;
}

/** An operation of unknown outcome, as far as order matters. */
export interface OpenEnd {
  readonly id: number;
  readonly call: number;
  readonly kind: number;
}

/** Groups `ends`, which are in the order of their calls. */
export function layOutOptional(ends: readonly OpenEnd[]): OptionalOperations {
  const byKind = groupByKind(ends);
  const groups = [...byKind.values()];
  const members = groups.flat();
  const start = new Int32Array(groups.length + 1);
  for (const [i, group] of groups.entries()) {
    start[i + 1] = (start[i] as number) + group.length;
  }
  return {
    ids: Int32Array.from(members, (end) => end.id),
    calls: Int32Array.from(members, (end) => end.call),
    classes: Int32Array.from(groups.flatMap((group, i) => group.map(() => i))),
    kinds: Int32Array.from(byKind.keys()),
    start,
  };
}

function groupByKind(ends: readonly OpenEnd[]): Map<number, OpenEnd[]> {
  const groups = new Map<number, OpenEnd[]>();
  for (const end of ends) {
    const group = groups.get(end.kind);
    if (group === undefined) {
      groups.set(end.kind, [end]);
    } else {
      group.push(end);
    }
  }
  return groups;
}
