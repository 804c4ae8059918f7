import type { NodeId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { learnersOf, type Membership, votersOf } from '../../src/kv/membership.ts';
import type { Configuration } from '../../src/raft/configuration.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** What a replica decides by; both are replaced as a whole when they change. */
interface Decided {
  readonly configuration: Configuration;
  readonly membership: Membership;
  readonly isLeader: boolean;
}

/**
 * Every replica decides by the membership that it has applied, neither an older nor a newer one
 * (design.md: membership takes effect on apply), and only a voter of it leads.
 */
export class Configurations implements Observer {
  /** What was found to be in order: nothing has to be compared while it is the same. */
  readonly #checked = new PerReplica<Decided>();

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      // While a snapshot is being installed, consensus is ahead of the state by this snapshot.
      if (replica.isRunning && replica.raft.state.pendingSnapshot === null) {
        this.#check(host.id, replica);
      }
    });
  }

  #check(node: NodeId, replica: Replica): void {
    const { group, raft, machine } = replica;
    const { configuration, isLeader } = raft.state;
    const { membership } = machine;
    const checked = this.#checked.get(node, group);
    const isSameAsBefore =
      checked !== undefined &&
      checked.configuration === configuration &&
      checked.membership === membership &&
      checked.isLeader === isLeader;
    if (!isSameAsBefore) {
      checkReplica(node, replica);
      this.#checked.set(node, group, { configuration, membership, isLeader });
    }
  }
}

/** @throws Violation */
function checkReplica(node: NodeId, { group, raft, machine }: Replica): void {
  const { configuration, isLeader, term } = raft.state;
  const voters = votersOf(machine.membership);
  const isApplied =
    isSame(configuration.voters, voters) &&
    isSame(configuration.learners, learnersOf(machine.membership));
  if (!isApplied) {
    throw new Violation(
      'configurations',
      'invariant',
      `node ${node} decides in group ${group} by voters ${configuration.voters}, but has applied a membership with voters ${voters}`,
      { node, group, term, index: machine.membership.changeId },
    );
  }
  if (isLeader && !voters.includes(node)) {
    throw new Violation(
      'configurations',
      'invariant',
      `node ${node} leads group ${group} in term ${term}, but is no voter of it`,
      { node, group, term, index: machine.membership.changeId },
    );
  }
}

function isSame(nodes: readonly NodeId[], others: readonly NodeId[]): boolean {
  return nodes.length === others.length && nodes.every((node, i) => node === others[i]);
}
