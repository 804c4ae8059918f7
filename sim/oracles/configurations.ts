import type { NodeId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { learnersOf, votersOf } from '../../src/kv/membership.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * Every replica decides by the membership that it has applied, neither an older nor a newer one
 * (design.md: membership takes effect on apply), and only a voter of it leads.
 */
export class Configurations implements Observer {
  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      // While a snapshot is being installed, consensus is ahead of the state by this snapshot.
      if (replica.isRunning && replica.raft.state.pendingSnapshot === null) {
        checkReplica(host.id, replica);
      }
    });
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
