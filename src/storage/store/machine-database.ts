import { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { NO_INDEX, NO_TERM } from '../../base/ids.ts';
import type { Utf8 } from '../../base/ports.ts';
import { decodeMembership, encodeMembership } from '../../codec/membership.ts';
import type { BlockCodec } from '../../codec/snapshot/block-codec.ts';
import type { DiskStore } from '../../kv/disk-store.ts';
import type { StateMachine } from '../../kv/machine.ts';
import type { Membership } from '../../kv/membership.ts';
import type { Session } from '../../kv/session-table.ts';
import type { Position } from '../../raft/log.ts';
import { Links } from './links.ts';
import {
  APPLIED_KEY,
  encodeApplied,
  encodeStored,
  MEMBERSHIP_KEY,
  recordKey,
  sessionKey,
} from './store-layout.ts';
import type { StoreChange } from './store-request.ts';

/** How sessions and memberships are written. */
export interface DatabaseCodecs {
  readonly blocks: Pick<BlockCodec, 'readSession' | 'writeSession'>;
  readonly utf8: Utf8;
}

/** Where a database stands that nothing was applied to. */
export const BEGINNING: Position = { index: NO_INDEX, term: NO_TERM };

/** A state machine and the database that its state is kept in. */
export class MachineDatabase {
  readonly machine: StateMachine;
  readonly store: DiskStore;
  readonly #codecs: DatabaseCodecs;
  readonly #links: Links;
  /** The membership that the database holds. */
  #membership: Membership | null;

  /**
   * @param links - of a database that holds the machine's state; null for one without content.
   */
  constructor(
    machine: StateMachine,
    store: DiskStore,
    codecs: DatabaseCodecs,
    links: Links | null,
  ) {
    this.machine = machine;
    this.store = store;
    this.#codecs = codecs;
    this.#links = links ?? new Links([]);
    this.#membership = links === null ? null : machine.membership;
    machine.sessions.trackChanges();
  }

  get name(): string {
    return this.store.database;
  }

  /** The last entry whose effect was written. */
  get storedIndex(): number {
    return this.#links.storedIndex;
  }

  /** Everything that was written through `index` is durable. */
  confirm(index: number): void {
    this.#links.confirm(index);
  }

  /** What changed since the last write, as one batch, and that it goes through `position` (SM-03). */
  takeChanges(position: Position): StoreChange[] {
    const records = this.store.size;
    return [
      ...this.takeContent(),
      ...this.#links.extend(position.index),
      { key: APPLIED_KEY, value: encodeApplied({ position, records }) },
    ];
  }

  /** The same for a database that is being filled, which is not to be believed before its mark. */
  takeContent(): StoreChange[] {
    const changes = this.store.takeChanges().map(({ key, stored }) => ({
      key: recordKey(key),
      value: stored === null ? null : encodeStored(stored),
    }));
    const sessions = this.machine.sessions.takeChanged().map((id) => {
      const session = this.machine.sessions.get(id);
      const value = session === undefined ? null : encodeSession(session, this.#codecs);
      return { key: sessionKey(id), value };
    });
    return [...changes, ...sessions, ...this.#takeMembership()];
  }

  #takeMembership(): StoreChange[] {
    const { membership } = this.machine;
    if (membership === this.#membership) {
      return [];
    }
    this.#membership = membership;
    const writer = new ByteWriter();
    encodeMembership(membership, writer, this.#codecs.utf8);
    return [{ key: MEMBERSHIP_KEY, value: writer.copy() }];
  }
}

export function decodeStoredMembership(bytes: Uint8Array, { utf8 }: DatabaseCodecs): Membership {
  const reader = new ByteReader(bytes);
  const membership = decodeMembership(reader, utf8);
  reader.expectEnd();
  return membership;
}

export function decodeStoredSession(bytes: Uint8Array, { blocks }: DatabaseCodecs): Session {
  const reader = new ByteReader(bytes);
  const session = blocks.readSession(reader);
  reader.expectEnd();
  return session;
}

function encodeSession(session: Session, { blocks }: DatabaseCodecs): Uint8Array {
  const writer = new ByteWriter(256);
  blocks.writeSession(writer, session);
  return writer.copy();
}
