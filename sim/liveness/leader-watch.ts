import { type GroupId, NO_NODE, NO_TERM, type NodeId, type Term } from '../../src/base/ids.ts';
import { isQuorum } from '../oracles/majority.ts';
import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { QuorumLinks } from './quorum-links.ts';
import { Stopwatch } from './stopwatch.ts';

/** Searches of one run that are kept. */
const SEARCHES_MAX = 4096;

/**
 * Why a group may need a leader: a core was healed, a partition was mended, the node of its leader
 * ended, or everything was mended.
 */
export const SEARCH_CAUSES = ['core', 'partition', 'crash', 'heal'] as const;
export type SearchCause = (typeof SEARCH_CAUSES)[number];

/** What came of the moments at which a group may have needed a leader. */
export interface Searches {
  /** How long it took, while a quorum was connected, until one worked. */
  readonly foundMicros: number[];
  /** One was at work already. */
  kept: number;
  /** None was when the run ended. */
  never: number;
}

interface GroupLeaders {
  node: NodeId;
  term: Term;
  /** New leaders on another node than the one before. */
  changes: number;
  /** Runs while a quorum is connected. */
  readonly connected: Stopwatch;
  /** Of each search under way, what `connected` showed at its beginning. */
  readonly open: Map<SearchCause, number>;
}

/** Who leads each group, how often that changes, and how long a group looks for a leader. */
export class LeaderWatch {
  readonly searches: Readonly<Record<SearchCause, Searches>> = {
    core: noSearches(),
    partition: noSearches(),
    crash: noSearches(),
    heal: noSearches(),
  };
  readonly #cluster: Cluster;
  readonly #links: QuorumLinks;
  readonly #groups: ReadonlyMap<GroupId, GroupLeaders>;

  constructor(cluster: Cluster, links: QuorumLinks) {
    this.#cluster = cluster;
    this.#links = links;
    this.#groups = new Map(cluster.groups.map((group) => [group, nobody()]));
  }

  /** Changes of leader so far, by group. */
  get changes(): number[] {
    return [...this.#groups.values()].map(({ changes }) => changes);
  }

  /** Something happened to replicas on `host`. */
  turned(host: SimHost, nowMicros: number): void {
    for (const { group, raft } of host.touched) {
      const known = this.#groups.get(group);
      if (known === undefined) {
        continue;
      }
      const { isLeader, term } = raft.state;
      if (isLeader && term > known.term) {
        known.changes += known.node === host.id || known.node === NO_NODE ? 0 : 1;
        known.node = host.id;
        known.term = term;
      }
      if (known.open.size > 0 && this.#isLed(group)) {
        this.#found(known, nowMicros);
      }
    }
  }

  isConnected(group: GroupId, isConnected: boolean, nowMicros: number): void {
    this.#groups.get(group)?.connected.set(isConnected, nowMicros);
  }

  /** The node on `host` is about to end. */
  ending(host: SimHost, nowMicros: number): void {
    for (const [group, known] of this.#groups) {
      const replica = host.node?.replicas.get(group);
      if (known.node === host.id && replica?.raft.state.isLeader === true) {
        this.#search('crash', known, nowMicros);
      }
    }
  }

  /** Every group may need a leader now. */
  mended(cause: SearchCause, nowMicros: number): void {
    for (const [group, known] of this.#groups) {
      if (this.#isLed(group)) {
        this.searches[cause].kept++;
      } else {
        this.#search(cause, known, nowMicros);
      }
    }
  }

  /** Counts searches that have come to nothing. */
  finish(): void {
    for (const { open } of this.#groups.values()) {
      for (const cause of open.keys()) {
        this.searches[cause].never++;
      }
    }
  }

  #search(cause: SearchCause, { open, connected }: GroupLeaders, nowMicros: number): void {
    if (!open.has(cause)) {
      open.set(cause, connected.read(nowMicros));
    }
  }

  #found({ open, connected }: GroupLeaders, nowMicros: number): void {
    for (const [cause, began] of open) {
      const { foundMicros } = this.searches[cause];
      if (foundMicros.length < SEARCHES_MAX) {
        foundMicros.push(connected.read(nowMicros) - began);
      }
    }
    open.clear();
  }

  /** Somebody has committed an entry of its term, and a quorum that is connected with it follows it. */
  #isLed(group: GroupId): boolean {
    return this.#cluster.world.machines.some((host) => this.#leads(host, group));
  }

  #leads({ id, node }: SimHost, group: GroupId): boolean {
    const replica = node?.replicas.get(group);
    if (replica?.raft.state.isLeader !== true || !this.#links.isRunning(id, group)) {
      return false;
    }
    const { log, term } = replica.raft.state;
    return (
      log.termAt(log.commitIndex) === term &&
      isQuorum(replica.machine.membership, (voter) => this.#follows(voter, id, group, term))
    );
  }

  #follows(voter: NodeId, leader: NodeId, group: GroupId, term: Term): boolean {
    const state = this.#cluster.world.hosts.get(voter)?.node?.replicas.get(group)?.raft.state;
    const isAware = voter === leader || (state?.leader === leader && state.term === term);
    return (
      isAware && this.#links.isRunning(voter, group) && this.#links.areConnected(voter, leader)
    );
  }
}

function noSearches(): Searches {
  return { foundMicros: [], kept: 0, never: 0 };
}

function nobody(): GroupLeaders {
  return { node: NO_NODE, term: NO_TERM, changes: 0, connected: new Stopwatch(), open: new Map() };
}
