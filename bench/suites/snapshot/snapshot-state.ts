import { bytesEqual } from '../../../src/base/bytes.ts';
import { type SessionId, toGroupId, toLogIndex, toTerm } from '../../../src/base/ids.ts';
import { invariant } from '../../../src/base/invariant.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { StateMachine } from '../../../src/kv/machine.ts';
import { type Membership, NO_MEMBERS } from '../../../src/kv/membership.ts';
import { MemoryStore } from '../../../src/kv/memory-store.ts';
import type { CommandResult } from '../../../src/kv/result.ts';
import type { Session } from '../../../src/kv/session-table.ts';
import type { Position } from '../../../src/raft/log.ts';
import { EncodedRecords } from '../../load/encoded-records.ts';
import type { SnapshotJob } from './snapshot-job.ts';

export const GROUP = toGroupId(0);
export const MEMBERSHIP: Membership = NO_MEMBERS;
/** As many clients as a busy group has, each with a window of results it has not confirmed. */
const SESSIONS = 64;
const RESULTS = 256;
const SEED = 'snapshot';

type Content = Pick<SnapshotJob, 'records' | 'workload'>;

/** What the snapshot says it contains. */
export function positionOf({ records }: Content): Position {
  return { index: toLogIndex(SESSIONS + SESSIONS * RESULTS + records), term: toTerm(1) };
}

export function emptyMachine(): StateMachine<MemoryStore> {
  return new StateMachine(new MemoryStore(), null);
}

/** A state as a node has it: records in memory, and sessions. */
export function fullMachine(content: Content): StateMachine<MemoryStore> {
  const machine = emptyMachine();
  machine.restore(positionOf(content).index, MEMBERSHIP);
  for (let id = 1; id <= SESSIONS; id++) {
    machine.sessions.restore(sessionOf(id));
  }
  const records = new EncodedRecords({ seed: SEED, workload: content.workload });
  for (let sequence = 0; sequence < content.records; sequence++) {
    const { key, value } = records.make(sequence);
    machine.restoreRecord(nodeUtf8.latin1(key, 0, key.length), value, sequence + 1);
  }
  return machine;
}

/** @throws InvariantError when `machine` is not what `fullMachine` gives. */
export function expectFull(machine: StateMachine<MemoryStore>, content: Content): void {
  invariant(machine.store.size === content.records, 'every record was installed, and no other');
  invariant(machine.sessions.size === SESSIONS, 'every session was installed');
  const records = new EncodedRecords({ seed: SEED, workload: content.workload });
  for (let sequence = 0; sequence < content.records; sequence++) {
    const { key, value } = records.make(sequence);
    const stored = machine.store.get(nodeUtf8.latin1(key, 0, key.length));
    invariant(
      stored !== undefined && stored.revision === sequence + 1 && bytesEqual(stored.value, value),
      'an installed record is the one that was saved',
      { sequence },
    );
  }
}

function sessionOf(id: number): Session {
  const results = new Map<number, CommandResult>();
  for (let sequence = 1; sequence <= RESULTS; sequence++) {
    results.set(sequence, { status: 'ok', revision: id + sequence, previousRevision: 0 });
  }
  return { id: id as SessionId, usedIndex: id + RESULTS, answeredThrough: 0, results };
}
