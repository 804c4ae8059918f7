import type { NodeId, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import {
  learnersOf,
  type Membership,
  outgoingOf,
  votersOf,
  witnessesOf,
} from '../../src/kv/membership.ts';
import type { Configuration } from '../../src/raft/configuration.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** What a replica decides by; both are replaced as a whole when they change. */
interface Decided {
  readonly configuration: Configuration;
  readonly membership: Membership;
  /** The term that it leads; null where it does not. */
  readonly leads: Term | null;
}

/**
 * Every replica decides by the membership that it has applied, neither an older nor a newer one
 * (design.md: membership takes effect on apply), and only a voter of it is elected, no witness. Who
 * leads when its removal or demotion takes effect leads on, without a vote, until the others know
 * (raft.md item 34).
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
    const { configuration, isLeader, term } = raft.state;
    const { membership } = machine;
    const leads = isLeader ? term : null;
    const checked = this.#checked.get(node, group);
    const isSameAsBefore =
      checked !== undefined &&
      checked.configuration === configuration &&
      checked.membership === membership &&
      checked.leads === leads;
    if (!isSameAsBefore) {
      checkApplied(node, replica);
      if (leads !== null && checked?.leads !== leads) {
        checkElected(node, replica);
      }
      this.#checked.set(node, group, { configuration, membership, leads });
    }
  }
}

/** @throws Violation */
function checkApplied(node: NodeId, { group, raft, machine }: Replica): void {
  const { configuration, term } = raft.state;
  const applied = configurationOf(machine.membership);
  if (told(configuration) !== told(applied)) {
    throw new Violation(
      'configurations',
      'invariant',
      `node ${node} decides in group ${group} by ${told(configuration)}, but has applied a membership with ${told(applied)}`,
      { node, group, term, index: machine.membership.changeId },
    );
  }
}

/** @throws Violation */
function checkElected(node: NodeId, { group, raft, machine }: Replica): void {
  const { membership } = machine;
  const voters = [...votersOf(membership), ...outgoingOf(membership)];
  const mayLead = voters.includes(node) && !witnessesOf(membership).includes(node);
  if (!mayLead && !raft.state.isDeparting) {
    const { term } = raft.state;
    throw new Violation(
      'configurations',
      'invariant',
      `node ${node} was elected in group ${group} in term ${term}, but is no voter of it that may lead`,
      { node, group, term, index: membership.changeId },
    );
  }
}

/** The lists as the oracle reads them from the membership, not as the engine does. */
function configurationOf(membership: Membership): Configuration {
  return {
    voters: votersOf(membership),
    outgoing: outgoingOf(membership),
    learners: learnersOf(membership),
    witnesses: witnessesOf(membership),
  };
}

function told({ voters, outgoing, learners, witnesses }: Configuration): string {
  return `voters ${voters}, outgoing ${outgoing}, learners ${learners}, witnesses ${witnesses}`;
}
