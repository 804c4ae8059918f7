import type { SessionId } from '../base/ids.ts';
import { EVICTED_SESSIONS_MAX } from '../base/limits.ts';
import type { Session } from './session-table.ts';
import type { StateDigest } from './state-digest.ts';

/**
 * The sessions that had to make room last: their clients are told so, and not that there never was
 * such a session (raft.md 2.6). Part of the replicated state, so that every replica says the same.
 *
 * Each is kept as a session that was never used (`usedIndex` 0, which no live one has), whose
 * `answeredThrough` is the index that evicted it: so snapshots and databases hold it as they are.
 */
export class EvictedSessions {
  readonly #evicted = new Map<SessionId, Session>();
  readonly #digest: StateDigest | null;

  /** @param digest - follows every session; null where nobody compares states. */
  constructor(digest: StateDigest | null) {
    this.#digest = digest;
  }

  has(id: SessionId): boolean {
    return this.#evicted.has(id);
  }

  get(id: SessionId): Session | undefined {
    return this.#evicted.get(id);
  }

  values(): Iterable<Session> {
    return this.#evicted.values();
  }

  /** Notes a session that the entry at `index` evicts. Returns the one that is forgotten for it. */
  note(id: SessionId, index: number): SessionId | null {
    this.restore({ id, usedIndex: 0, answeredThrough: index, results: new Map() });
    if (this.#evicted.size <= EVICTED_SESSIONS_MAX) {
      return null;
    }
    const oldest = this.#oldest();
    this.forget(oldest);
    return oldest;
  }

  restore(evicted: Session): void {
    this.#evicted.set(evicted.id, evicted);
    this.#digest?.addSession(evicted);
  }

  forget(id: SessionId): boolean {
    const evicted = this.#evicted.get(id);
    if (evicted !== undefined) {
      this.#digest?.removeSession(evicted);
    }
    return this.#evicted.delete(id);
  }

  /** By index, not by order here: a snapshot may bring them in another one. */
  #oldest(): SessionId {
    let oldest: Session | undefined;
    for (const each of this.#evicted.values()) {
      if (oldest === undefined || each.answeredThrough < oldest.answeredThrough) {
        oldest = each;
      }
    }
    return (oldest as Session).id;
  }
}

/** Whether what a snapshot holds of a session says that it was evicted. */
export function isEvicted({ usedIndex }: Session): boolean {
  return usedIndex === 0;
}
