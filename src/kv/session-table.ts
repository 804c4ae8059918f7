import type { SessionId } from '../base/ids.ts';
import { SESSION_RESULTS_MAX, SESSIONS_MAX } from '../base/limits.ts';
import { EvictedSessions, isEvicted } from './evicted-sessions.ts';
import type { CommandResult } from './result.ts';
import type { StateDigest } from './state-digest.ts';

/** What the group remembers of one client. */
export interface Session {
  readonly id: SessionId;
  /** Log index of its last command; the session with the lowest one makes room. */
  usedIndex: number;
  /** The client has all results up to this sequence. */
  answeredThrough: number;
  /** Results the client may still ask for, by sequence, in the order in which they were applied. */
  readonly results: Map<number, CommandResult>;
}

/** What the table knows of a command before it is applied. */
export type Lookup =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly result: CommandResult }
  | { readonly kind: 'sessionUnknown' }
  | { readonly kind: 'sessionEvicted' }
  | { readonly kind: 'alreadyAnswered' };

const NEW: Lookup = { kind: 'new' };
const SESSION_UNKNOWN: Lookup = { kind: 'sessionUnknown' };
const SESSION_EVICTED: Lookup = { kind: 'sessionEvicted' };
const ALREADY_ANSWERED: Lookup = { kind: 'alreadyAnswered' };

/**
 * The sessions of one group: part of the replicated state, changed only by applying entries, so
 * that every replica forgets the same session at the same index (thesis §6.3).
 */
export class SessionTable {
  readonly #sessions = new Map<SessionId, Session>();
  readonly #evicted: EvictedSessions;
  readonly #digest: StateDigest | null;
  /** Sessions that changed since somebody asked; null where nobody does. */
  #changed: Set<SessionId> | null = null;

  /** @param digest - follows every session and remembered result; null where nobody compares states. */
  constructor(digest: StateDigest | null) {
    this.#digest = digest;
    this.#evicted = new EvictedSessions(digest);
  }

  /** Sessions that a client may use. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Every session in the order of registration, then what is remembered of those that made room. */
  *sessions(): Iterable<Session> {
    yield* this.#sessions.values();
    yield* this.#evicted.values();
  }

  /** What a snapshot holds of a session: also of one that made room. */
  get(id: SessionId): Session | undefined {
    return this.#sessions.get(id) ?? this.#evicted.get(id);
  }

  /** Follows from now on which sessions change, for a machine whose state is kept on disk. */
  trackChanges(): void {
    this.#changed = new Set();
  }

  /** The sessions that changed, or ended, since the last call. */
  takeChanged(): SessionId[] {
    const changed = [...(this.#changed ?? [])];
    this.#changed?.clear();
    return changed;
  }

  /** Registers a session under the index of the entry that does. */
  register(id: SessionId): void {
    if (this.#sessions.size >= SESSIONS_MAX) {
      this.#evictLeastRecentlyUsed(id);
    }
    this.#changed?.add(id);
    this.#add({ id, usedIndex: id, answeredThrough: 0, results: new Map() });
  }

  /** Returns whether there was such a session. */
  end(id: SessionId): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      return false;
    }
    this.#changed?.add(id);
    for (const sequence of session.results.keys()) {
      this.#forget(session, sequence);
    }
    this.#digest?.removeSession(session);
    return this.#sessions.delete(id);
  }

  /** Its client knows that the session made room. Returns whether that was remembered. */
  forgetEvicted(id: SessionId): boolean {
    if (!this.#evicted.forget(id)) {
      return false;
    }
    this.#changed?.add(id);
    return true;
  }

  /** Puts back a session from a snapshot. */
  restore(session: Session): void {
    this.#changed?.add(session.id);
    if (isEvicted(session)) {
      this.#evicted.restore(session);
      return;
    }
    this.#add(session);
    for (const [sequence, result] of session.results) {
      this.#digest?.addResult(session.id, sequence, result);
    }
  }

  /** Looks a command up, and forgets what its client has acknowledged. */
  lookUp(id: SessionId, sequence: number, answeredThrough: number, index: number): Lookup {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      return this.#evicted.has(id) ? SESSION_EVICTED : SESSION_UNKNOWN;
    }
    this.#changed?.add(id);
    this.#digest?.removeSession(session);
    session.usedIndex = index;
    this.#forgetAnswered(session, answeredThrough);
    this.#digest?.addSession(session);
    const known = session.results.get(sequence);
    if (known !== undefined) {
      return { kind: 'repeated', result: known };
    }
    return sequence <= session.answeredThrough ? ALREADY_ANSWERED : NEW;
  }

  /** Remembers the result of a command that `lookUp` called new. */
  remember(id: SessionId, sequence: number, result: CommandResult): void {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      return;
    }
    session.results.set(sequence, result);
    this.#digest?.addResult(id, sequence, result);
    if (session.results.size > SESSION_RESULTS_MAX) {
      // A client that never acknowledges loses its session rather than everybody's memory.
      this.#evict(id, session.usedIndex);
    }
  }

  #add(session: Session): void {
    this.#sessions.set(session.id, session);
    this.#digest?.addSession(session);
  }

  /** Sequences are acknowledged from below, so few are looked at in vain. */
  #forgetAnswered(session: Session, answeredThrough: number): void {
    if (answeredThrough <= session.answeredThrough) {
      return;
    }
    session.answeredThrough = answeredThrough;
    for (const sequence of session.results.keys()) {
      if (sequence <= answeredThrough) {
        this.#forget(session, sequence);
      }
    }
  }

  #forget(session: Session, sequence: number): void {
    const result = session.results.get(sequence);
    if (result !== undefined) {
      this.#digest?.removeResult(session.id, sequence, result);
      session.results.delete(sequence);
    }
  }

  #evictLeastRecentlyUsed(index: number): void {
    let oldest: Session | undefined;
    for (const session of this.#sessions.values()) {
      if (oldest === undefined || session.usedIndex < oldest.usedIndex) {
        oldest = session;
      }
    }
    if (oldest !== undefined) {
      this.#evict(oldest.id, index);
    }
  }

  #evict(id: SessionId, index: number): void {
    this.end(id);
    const forgotten = this.#evicted.note(id, index);
    if (forgotten !== null) {
      this.#changed?.add(forgotten);
    }
  }
}
