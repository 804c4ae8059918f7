/**
 * As few of `items` as `attempt` takes, in their order: chunks are left out, large ones first, then
 * smaller ones, until no single one can be (after Zeller's ddmin).
 *
 * @param attempt - returns those of the given items that are still there, or null when they do not do.
 */
export function minimize<T>(
  items: readonly T[],
  attempt: (some: readonly T[]) => readonly T[] | null,
): readonly T[] {
  let current = items.length === 0 ? items : (attempt([]) ?? items);
  for (let size = Math.ceil(current.length / 2); current.length > 0; ) {
    const before = current.length;
    current = pass(current, size, attempt);
    if (size > 1) {
      size = Math.max(1, Math.min(Math.ceil(size / 2), Math.ceil(current.length / 2)));
    } else if (current.length === before) {
      break;
    }
  }
  return current;
}

/** Tries to leave out each chunk of `size` items once. */
function pass<T>(
  items: readonly T[],
  size: number,
  attempt: (some: readonly T[]) => readonly T[] | null,
): readonly T[] {
  let current = items;
  for (let start = 0; start < current.length; ) {
    const rest = [...current.slice(0, start), ...current.slice(start + size)];
    const kept = rest.length < current.length ? attempt(rest) : null;
    if (kept === null) {
      start += size;
    } else {
      current = kept;
    }
  }
  return current;
}
