import type { GroupId, LogIndex } from '../../src/base/ids.ts';
import { outgoingOf, votersOf, witnessesOf } from '../../src/kv/membership.ts';
import type { Choose } from '../faults/choose.ts';
import { needsReplacement } from '../oracles/disk-excuse.ts';
import { isQuorum } from '../oracles/majority.ts';
import type { SimHost } from '../world/sim-host.ts';
import { whyGivenUp } from './given-up.ts';
import type { Simulation } from './simulation.ts';

/** Who is to work by itself; or why nobody can be asked to, in words. */
export type CoreChoice =
  | { readonly kind: 'core'; readonly core: readonly SimHost[]; readonly rest: readonly SimHost[] }
  | { readonly kind: 'excused'; readonly because: string };

/**
 * Draws a set of machines with a quorum of every group, from the smallest there is to all of them.
 *
 * @param choose - null for all of them
 */
export function chooseCore(simulation: Simulation, choose: Choose | null): CoreChoice {
  const { cluster } = simulation;
  const because = whyGivenUp(simulation);
  if (because !== null) {
    return { kind: 'excused', because };
  }
  if (cluster.actionsUnderWay > 0) {
    return { kind: 'excused', because: 'members are being changed' };
  }
  const members = cluster.members().filter((host) => isSound(simulation, host));
  const sound = choose?.shuffled(members) ?? members;
  const core: SimHost[] = [];
  const isEnough = () => cluster.groups.every((group) => isQuorate(simulation, group, core));
  for (const host of sound) {
    if (!isEnough()) {
      core.push(host);
    }
  }
  if (!isEnough()) {
    return {
      kind: 'excused',
      because: 'no set of machines is known to have a quorum of each group',
    };
  }
  const others = sound.filter((host) => !core.includes(host));
  core.push(...others.slice(0, choose?.below(others.length + 1) ?? others.length));
  const rest = cluster.world.machines.filter(
    (host) => !core.includes(host) && !cluster.retired.has(host) && choose !== null,
  );
  return { kind: 'core', core, rest };
}

function isSound({ cluster }: Simulation, host: SimHost): boolean {
  const replicas = [...(host.node?.replicas.values() ?? [])];
  const isStopped = replicas.some(({ status }) => status === 'quarantined');
  return !cluster.retired.has(host) && !needsReplacement(host) && !isStopped;
}

/**
 * Whether `core` has a quorum of the group that knows that it is one: who runs has applied who the
 * members are, and who is down will find it in its log. Where a witness may have decided, everybody
 * with the content is needed: what the others lack it cannot give them.
 */
function isQuorate(simulation: Simulation, group: GroupId, core: readonly SimHost[]): boolean {
  const membership = simulation.cluster.membership.latest(group);
  const ids = core.map(({ id }) => id);
  const knowing = core
    .filter((host) => knowsMembers(simulation, host, membership.changeId, group))
    .map(({ id }) => id);
  const witnesses = witnessesOf(membership);
  const voters = [...votersOf(membership), ...outgoingOf(membership)];
  // Until the first start is over nobody votes, and of nobody there is no quorum.
  if (voters.length === 0) {
    return false;
  }
  const hasContent = voters.every((id) => witnesses.includes(id) || ids.includes(id));
  return (
    isQuorum(membership, (id) => knowing.includes(id)) && (witnesses.length === 0 || hasContent)
  );
}

/** Nobody who is to work is ended on the way: what a replica holds in memory it goes on knowing. */
function knowsMembers(
  { durable }: Simulation,
  { id, state, node }: SimHost,
  changeId: LogIndex,
  group: GroupId,
): boolean {
  const replica = state === 'down' ? undefined : node?.replicas.get(group);
  const hasApplied = replica?.isRunning === true && replica.machine.membership.changeId >= changeId;
  return hasApplied || durable?.knowsCommit(id, group, changeId) === true;
}

/**
 * Why a core that should have worked need not have, in words; null when nothing excuses it. What is
 * asked for is no more than Raft gives: a quorum whose members agree on who they are, on disks that
 * work.
 */
export function whyUnrecoverable(simulation: Simulation, core: readonly SimHost[]): string | null {
  const { cluster } = simulation;
  const givenUp = whyGivenUp(simulation);
  if (givenUp !== null) {
    return givenUp;
  }
  if (cluster.actionsUnderWay > 0) {
    return 'members are being changed';
  }
  for (const group of cluster.groups) {
    const latest = cluster.membership.latest(group);
    if (!isQuorum(latest, (voter) => core.some(({ id }) => id === voter))) {
      // Whoever asked for the change had given up on it, and the core had it in its logs.
      return `the members of group ${group} changed meanwhile, and of these they are no quorum`;
    }
  }
  for (const host of core) {
    if (!isSound(simulation, host)) {
      return `the disk of node ${host.ordinal} is lost`;
    }
    for (const group of cluster.groups) {
      const because = whyUnsettled(simulation, host, group);
      if (because !== null) {
        return because;
      }
    }
  }
  return null;
}

/** A change that is in a log decides as soon as it is applied, and not before: it may need others. */
function whyUnsettled({ cluster }: Simulation, host: SimHost, group: GroupId): string | null {
  const replica = host.node?.replicas.get(group);
  const latest = cluster.membership.latest(group);
  if (replica === undefined || !replica.isRunning) {
    return null;
  }
  const { log } = replica.raft.state;
  for (let index = replica.machine.appliedIndex + 1; index <= log.lastIndex; index++) {
    if (
      index >= log.firstIndex &&
      log.entryAt(index as typeof log.lastIndex).kind === 'configuration'
    ) {
      return `node ${host.ordinal} has a change of members of group ${group} that is not applied`;
    }
  }
  return replica.machine.membership.changeId === latest.changeId
    ? null
    : `node ${host.ordinal} has not applied the latest members of group ${group}`;
}
