import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Ports } from '../../src/base/ports.ts';

/** The group that `key` belongs to: a function of the key alone. */
export function groupOfKey(
  key: string,
  groups: readonly GroupId[],
  { utf8, checksum }: Pick<Ports, 'utf8' | 'checksum'>,
): GroupId {
  const bytes = utf8.encode(key);
  const hash = checksum(bytes, 0, bytes.length, 0);
  return present(groups[hash % groups.length], 'a key has a group');
}
