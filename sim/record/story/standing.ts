import { type GroupId, NO_NODE, type NodeId } from '../../../src/base/ids.ts';
import { isAsleep } from '../../../src/engine/quiescing.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import type { SimHost } from '../../world/sim-host.ts';
import type { World } from '../../world/world.ts';
import { roleOf } from '../replica-track.ts';
import { nodeName, rowWords } from './row-words.ts';
import type { Standing, StandingReplica, StoryRows } from './story.ts';
import type { StoryDraft } from './story-draft.ts';

/** Oracles that ask for something to happen: where it does not, nothing that happened shows it. */
const ASKING: ReadonlySet<string> = new Set(['convergence', 'core', 'service', 'scenario']);

/** The recording as far as it is written, and who heard what last. */
interface Written {
  readonly draft: StoryDraft;
  readonly rows: StoryRows;
  /** The row of the last message that came to a replica; -1 for none. */
  heardBy(node: NodeId, group: GroupId): number;
}

interface Seat {
  readonly host: SimHost;
  readonly replica: Replica | null;
}

/** Whether `oracle` alarms because something did not happen. */
export function asksForProgress(oracle: string): boolean {
  return ASKING.has(oracle);
}

/**
 * Groups by how they stand, the least well first; those that stand alike by their number.
 *
 * @param named - the group that is known to be in question: it comes first.
 */
export function groupsByTrouble(world: World, named: GroupId | null): GroupId[] {
  const worth = (group: GroupId) =>
    group === named ? -1 : TROUBLES.indexOf(toldOf(seatsOf(world, group), group, String).trouble);
  return groupsOf(world)
    .map((group) => ({ group, worth: worth(group) }))
    .sort((a, b) => a.worth - b.worth || a.group - b.group)
    .map(({ group }) => group);
}

/** Groups that some machine has. */
export function groupsOf(world: World): GroupId[] {
  const groups = world.machines.flatMap((host) => [...(host.node?.replicas.keys() ?? [])]);
  return [...new Set(groups)].sort((a, b) => a - b);
}

/** From the worst on. */
const TROUBLES: readonly Standing['trouble'][] = ['leaderless', 'uncommitted', 'behind', 'none'];

export function standingOf(world: World, group: GroupId, written: Written): Standing {
  const seats = seatsOf(world, group);
  const { draft } = written;
  return {
    group,
    ...toldOf(seats, group, (host) => draft.nameOf(host.id)),
    replicas: seats.map((seat) => replicaOf(world, seat, group, written)),
  };
}

/** Machines with a replica of the group, and those that its newest configuration names. */
function seatsOf(world: World, group: GroupId): Seat[] {
  const all = world.machines.map((host) => ({
    host,
    replica: host.node?.replicas.get(group) ?? null,
  }));
  const newest = all
    .flatMap(({ replica }) => (replica === null ? [] : [replica]))
    .sort((a, b) => b.machine.appliedIndex - a.machine.appliedIndex)[0];
  const { voters, outgoing, learners, witnesses } = newest?.raft.state.configuration ?? NOBODY;
  const named = new Set<NodeId>([...voters, ...outgoing, ...learners, ...witnesses]);
  return all.filter(({ host, replica }) => named.has(host.id) || replica?.isRunning === true);
}

const NOBODY = { voters: [], outgoing: [], learners: [], witnesses: [] };

function toldOf(
  seats: readonly Seat[],
  group: GroupId,
  nameOf: (host: SimHost) => string,
): Pick<Standing, 'trouble' | 'words'> {
  const names = (some: readonly Seat[]) => some.map(({ host }) => nameOf(host)).join(', ');
  const leader = leaderOf(seats);
  if (leader === null) {
    const campaigning = seats.filter(({ replica }) => /andidate$/.test(roleWords(replica)));
    const who =
      campaigning.length === 0 ? 'nobody campaigns' : `campaigning: ${names(campaigning)}`;
    return { trouble: 'leaderless', words: `group ${group} has no leader; ${who}` };
  }
  const { log, term } = (leader.replica as Replica).raft.state;
  const { lastIndex, commitIndex, lastTerm } = log;
  const led = `group ${group} is led by ${nameOf(leader.host)} in term ${term}`;
  const lacks = ({ replica }: Seat) => (replica?.machine.appliedIndex ?? -1) < lastIndex;
  if (commitIndex < lastIndex) {
    const holders = seats.filter(({ replica }) => {
      const own = replica?.raft.state.log;
      return own !== undefined && own.durableIndex >= lastIndex && own.lastTerm === lastTerm;
    });
    const where = holders.length === 0 ? 'durable nowhere' : `durable on ${names(holders)}`;
    const words = `${led}, which has committed ${commitIndex} of ${lastIndex} entries (${where})`;
    return { trouble: 'uncommitted', words };
  }
  const behind = seats.filter(lacks);
  const all = `${led}; all ${lastIndex} entries are committed`;
  return behind.length === 0
    ? { trouble: 'none', words: `${all} and applied by all` }
    : { trouble: 'behind', words: `${all}, not applied by ${names(behind)}` };
}

/** Who leads in the newest term, among the machines that work. */
function leaderOf(seats: readonly Seat[]): Seat | null {
  const leading = seats.filter(({ host, replica }) => {
    return host.state === 'up' && replica?.isRunning === true && replica.raft.state.isLeader;
  });
  const termOf = ({ replica }: Seat) => replica?.raft.state.term ?? 0;
  return leading.sort((a, b) => termOf(b) - termOf(a))[0] ?? null;
}

function replicaOf(
  world: World,
  { host, replica }: Seat,
  group: GroupId,
  { draft, rows, heardBy }: Written,
): StandingReplica {
  const place = { name: draft.nameOf(host.id), machine: host.state, role: roleWords(replica) };
  if (replica === null) {
    return {
      ...place,
      term: '–',
      log: '–',
      committed: '–',
      applied: '–',
      leader: '–',
      heard: null,
    };
  }
  const { term, leader, log } = replica.raft.state;
  const row = heardBy(host.id, group);
  const told = { nodes: draft.nodes, texts: draft.texts, rows };
  return {
    ...place,
    term: `${term}`,
    log: `${log.firstIndex}–${log.lastIndex}`,
    committed: `${log.commitIndex}`,
    applied: `${replica.machine.appliedIndex}`,
    leader: leader === NO_NODE ? 'nobody' : draft.nameOf(leader),
    heard:
      row < 0
        ? null
        : {
            from: nodeName(told, rows.node[row] as number),
            agoMicros: world.nowMicros - (rows.untilMicros[row] as number),
            words: rows.group[row] === group ? rowWords(told, row) : 'a message with others',
          },
  };
}

function roleWords(replica: Replica | null): string {
  return replica === null ? '–' : `${roleOf(replica)}${isAsleep(replica) ? ', asleep' : ''}`;
}
