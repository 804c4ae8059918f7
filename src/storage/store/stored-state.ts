import { type Membership, NO_MEMBERS } from '../../kv/membership.ts';
import type { Session } from '../../kv/session-table.ts';
import type { DiskTask } from '../disk-task.ts';
import { type Links, readLinks } from './links.ts';
import {
  type DatabaseCodecs,
  decodeStoredMembership,
  decodeStoredSession,
} from './machine-database.ts';
import {
  APPLIED_KEY,
  type AppliedMark,
  decodeApplied,
  indexOfLink,
  isSessionKey,
  MEMBERSHIP_KEY,
  META,
  recordKey,
} from './store-layout.ts';
import type { StoredItem } from './store-request.ts';
import { scanDatabase } from './store-task.ts';

/** What a database holds beside the records. */
export interface StoredState {
  readonly mark: AppliedMark;
  /** Null when a write is missing. */
  readonly links: Links | null;
  readonly membership: Membership;
  /** In the order of registration. */
  readonly sessions: readonly Session[];
}

/** Bytes that are read at a time. */
const SLICE_BYTES = 256 * 1024;

/** What a snapshot of a database holds beside the records; null when it was never completed. */
export function* readState(
  database: string,
  snapshot: number,
  codecs: DatabaseCodecs,
): DiskTask<StoredState | null> {
  const values = new Map<string, Uint8Array>();
  const links: StoredItem[] = [];
  const sessions: Session[] = [];
  const take = (item: StoredItem) => {
    if (isSessionKey(item.key)) {
      sessions.push(decodeStoredSession(item.value, codecs));
    } else if (indexOfLink(item.key) !== null) {
      links.push(item);
    } else {
      values.set(item.key, item.value);
    }
  };
  const end = recordKey('');
  let from = META;
  for (;;) {
    const items = yield* scanDatabase({ database, snapshot, from, end }, SLICE_BYTES);
    const last = items[items.length - 1];
    if (last === undefined) {
      break;
    }
    items.forEach(take);
    from = `${last.key}\u0000`;
  }
  const applied = values.get(APPLIED_KEY);
  if (applied === undefined) {
    return null;
  }
  const mark = decodeApplied(applied);
  const membership = values.get(MEMBERSHIP_KEY);
  return {
    mark,
    links: readLinks(links, mark.position.index),
    membership: membership === undefined ? NO_MEMBERS : decodeStoredMembership(membership, codecs),
    sessions,
  };
}
