import { bytesEqual } from '../base/bytes.ts';
import { type LogIndex, NO_INDEX, type SessionId } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import type { Command } from './command.ts';
import type { DiskStore } from './disk-store.ts';
import { type Membership, NO_MEMBERS } from './membership.ts';
import {
  type ChangeOutcome,
  changeMembership,
  type MembershipChange,
} from './membership-change.ts';
import type { MemoryStore } from './memory-store.ts';
import { type CommandResult, result } from './result.ts';
import { SessionTable } from './session-table.ts';
import type { StateDigest } from './state-digest.ts';

/** Where a machine keeps its records: all of them in memory, or in a database on disk. */
export type MachineStore = MemoryStore | DiskStore;

/**
 * The replicated state of one group: records, sessions and membership, changed only by applying log
 * entries in order. Two replicas with equal `appliedIndex` have equal state.
 */
export class StateMachine<Held extends MachineStore = MachineStore> {
  readonly store: Held;
  readonly sessions: SessionTable;
  readonly digest: StateDigest | null;
  #membership: Membership = NO_MEMBERS;
  #appliedIndex: LogIndex = NO_INDEX;

  constructor(store: Held, digest: StateDigest | null) {
    this.store = store;
    this.digest = digest;
    this.sessions = new SessionTable(digest);
  }

  get appliedIndex(): LogIndex {
    return this.#appliedIndex;
  }

  get membership(): Membership {
    return this.#membership;
  }

  /** Applies the command at `index`; never throws because of what the command says (BUG-02). */
  applyCommand(index: LogIndex, command: Command): CommandResult {
    this.#advance(index);
    switch (command.kind) {
      case 'registerSession':
        this.sessions.register(index as number as SessionId);
        return result('ok', index, 0);
      case 'endSession':
        return result(this.#endSession(command.session), 0, 0);
      default:
        return command.session === 0
          ? this.#execute(index, command)
          : this.#executeOnce(index, command);
    }
  }

  /** Applies an entry whose bytes are no command of this version, alike on every replica. */
  applyInvalid(index: LogIndex): CommandResult {
    this.#advance(index);
    return result('invalid', 0, 0);
  }

  /** Applies an entry without meaning for the state. */
  applyEmpty(index: LogIndex): void {
    this.#advance(index);
  }

  applyMembershipChange(index: LogIndex, change: MembershipChange): ChangeOutcome {
    this.#advance(index);
    const outcome = changeMembership(this.#membership, change, index);
    if (outcome.kind === 'accepted') {
      this.#membership = outcome.membership;
    }
    return outcome;
  }

  /** Sets what a snapshot says of the group, before its records are put into the store. */
  restore(appliedIndex: LogIndex, membership: Membership): void {
    invariant(this.#appliedIndex === NO_INDEX, 'a snapshot is restored into an empty machine');
    this.#appliedIndex = appliedIndex;
    this.#membership = membership;
  }

  /** Puts a record from a snapshot into the store. */
  restoreRecord(key: string, value: Uint8Array, revision: number): void {
    this.store.restore(key, value, revision);
    this.digest?.addRecord(key, value, revision);
  }

  #advance(index: LogIndex): void {
    invariant(index === this.#appliedIndex + 1, 'entries are applied in order, each once', {
      index,
      appliedIndex: this.#appliedIndex,
    });
    this.#appliedIndex = index;
  }

  #endSession(id: SessionId): CommandResult['status'] {
    if (this.sessions.end(id)) {
      return 'ok';
    }
    return this.sessions.forgetEvicted(id) ? 'sessionEvicted' : 'sessionUnknown';
  }

  #executeOnce(index: LogIndex, command: Command): CommandResult {
    const { session, sequence, answeredThrough } = command;
    const known = this.sessions.lookUp(session, sequence, answeredThrough, index);
    switch (known.kind) {
      case 'repeated':
        return known.result;
      case 'sessionUnknown':
      case 'sessionEvicted':
      case 'alreadyAnswered':
        return result(known.kind, 0, 0);
      case 'new': {
        const outcome = this.#execute(index, command);
        this.sessions.remember(session, sequence, outcome);
        return outcome;
      }
    }
  }

  #execute(index: LogIndex, command: Command): CommandResult {
    const { key, value, expected } = command;
    const before = this.store.get(key);
    const revisionBefore = before?.revision ?? 0;
    switch (command.kind) {
      case 'put':
        this.#put(key, value, index);
        return result('ok', index, revisionBefore);
      case 'delete':
        this.#delete(key);
        return result('ok', 0, revisionBefore);
      case 'compareAndSwap': {
        if (!isExpected(before?.value, expected)) {
          return result('mismatch', revisionBefore, revisionBefore);
        }
        this.#put(key, value, index);
        return result('ok', index, revisionBefore);
      }
      default:
        return result('invalid', 0, 0);
    }
  }

  #put(key: string, value: Uint8Array, revision: number): void {
    this.#forgetInDigest(key);
    this.store.put(key, value, revision);
    this.digest?.addRecord(key, value, revision);
  }

  #delete(key: string): void {
    this.#forgetInDigest(key);
    this.store.delete(key);
  }

  #forgetInDigest(key: string): void {
    if (this.digest !== null) {
      const before = this.store.get(key);
      if (before !== undefined) {
        this.digest.removeRecord(key, before.value, before.revision);
      }
    }
  }
}

function isExpected(actual: Uint8Array | undefined, expected: Uint8Array | null): boolean {
  if (actual === undefined || expected === null) {
    return actual === undefined && expected === null;
  }
  return bytesEqual(actual, expected);
}
