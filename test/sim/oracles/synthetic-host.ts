import type { ExecutionContext } from 'ava';
import type { OracleName } from '../../../sim/oracles/catalogue.ts';
import { Violation } from '../../../sim/oracles/violation.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { addressOfNodeId } from '../../../src/base/address.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import { StateMachine } from '../../../src/kv/machine.ts';
import { MemoryStore } from '../../../src/kv/memory-store.ts';
import { StateDigest } from '../../../src/kv/state-digest.ts';
import type { Entry } from '../../../src/raft/entry.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { group, index, node } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';

export const GROUP = group(1);

/** As much of a machine as an oracle looks at. */
export function hostOf(id: number, ...replicas: readonly Replica[]): SimHost {
  const byGroup = new Map(replicas.map((replica) => [replica.group, replica]));
  return {
    id: node(id),
    state: 'up',
    node: { replicas: byGroup },
    touched: new Set(replicas),
  } as unknown as SimHost;
}

/** As much of a replica as an oracle looks at. */
export function replicaOf(raft: Raft, machine = newMachine()): Replica {
  return { group: GROUP, raft, machine, isRunning: true } as unknown as Replica;
}

/** A state machine that has applied a membership of these voters, and has removed others. */
export function machineOf(
  voters: readonly NodeId[],
  removed: readonly NodeId[] = [],
): StateMachine {
  const machine = newMachine();
  const members = voters.map((voter) => ({
    node: voter,
    role: 'voter' as const,
    address: addressOfNodeId(voter),
  }));
  machine.restore(index(1), { members, joint: null, removed, changeId: index(1) });
  return machine;
}

export function newMachine(): StateMachine {
  return new StateMachine(new MemoryStore(), new StateDigest(nodeChecksum));
}

/** Entries from index 1 of these terms, their content made from index, term and `salt`. */
export function sealedLog(terms: readonly number[], salt = 0): Entry[] {
  return terms.map((inTerm, i) =>
    sealedEntry(i + 1, inTerm, 'command', Uint8Array.of(i, inTerm, salt)),
  );
}

/** Expects `act` to raise the alarm of `oracle`. */
export function expectAlarm(t: ExecutionContext, oracle: OracleName, act: () => void): void {
  const violation = t.throws(act, { instanceOf: Violation });
  t.is(violation?.oracle, oracle);
}
