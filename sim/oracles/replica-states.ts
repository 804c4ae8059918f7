import type { GroupId, LogIndex } from '../../src/base/ids.ts';
import { InvariantError } from '../../src/base/invariant.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { isWitness } from '../../src/raft/configuration.ts';
import {
  checkState,
  checkTransition,
  type RaftSummary,
  summarize,
} from '../../src/raft/invariants.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { childOf, forEachReplica, hasState, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * Every replica is in a state that Raft knows, moves only forward while it runs, and has the same
 * content as every other one that applied as much.
 */
export class ReplicaStates implements Observer {
  readonly #seen = new PerReplica<{ summary: RaftSummary | null }>();
  readonly #digests = new Map<GroupId, Map<LogIndex, number>>();

  stopping(host: SimHost): void {
    this.#seen.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => this.#look(host, replica));
  }

  #look(host: SimHost, replica: Replica): void {
    const { group, raft } = replica;
    const seen = this.#seen.of(host.id, group, () => ({ summary: null }));
    const before = seen.summary;
    const after = summarize(raft.state);
    try {
      checkState(raft.state);
      if (before !== null) {
        checkTransition(before, after);
      }
    } catch (error) {
      throw asViolation(error, host, replica);
    }
    seen.summary = after;
    if (before?.appliedIndex !== after.appliedIndex) {
      this.compareDigest(host, replica);
    }
  }

  /** Compares the replica's state with that of whoever applied as much before. */
  compareDigest(host: SimHost, replica: Replica): void {
    const { group, machine, raft } = replica;
    const digest = machine.digest?.value;
    if (digest === undefined) {
      return;
    }
    if (!hasState(host.id, replica)) {
      checkStateless(host, replica);
      return;
    }
    const digests = childOf(this.#digests, group);
    const index = machine.appliedIndex;
    const known = digests.get(index);
    if (known !== undefined && known !== digest) {
      throw new Violation(
        'equal-state',
        'invariant',
        `node ${host.id} has another state of group ${group} at index ${index} than a replica before it`,
        { node: host.id, group, term: raft.state.term, index },
      );
    }
    if (known === undefined) {
      digests.set(index, digest);
    }
  }
}

/** What a witness keeps is no state. @throws Violation */
function checkStateless(host: SimHost, { group, machine, raft }: Replica): void {
  const { configuration, term } = raft.state;
  if (isWitness(configuration, host.id) && machine.store.size > 0) {
    throw new Violation(
      'equal-state',
      'invariant',
      `node ${host.id} is a witness of group ${group} and has ${machine.store.size} records`,
      { node: host.id, group, term, index: machine.appliedIndex },
    );
  }
}

function asViolation(error: unknown, host: SimHost, { group, raft }: Replica): unknown {
  if (!(error instanceof InvariantError)) {
    return error;
  }
  return new Violation('replica-state', 'invariant', error.message, {
    node: host.id,
    group,
    term: raft.state.term,
    index: raft.state.log.commitIndex,
  });
}
