/** `items` by the key that `keyOf` gives them, keys in the order of their first item. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}

/** The different texts that `textOf` gives, in the order in which they first occur. */
export function distinct<T>(items: readonly T[], textOf: (item: T) => string): string[] {
  return [...new Set(items.map(textOf))];
}
