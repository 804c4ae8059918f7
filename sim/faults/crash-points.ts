import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { segmentOfFile } from '../../src/storage/file-names.ts';
import { type Ppm, SITES } from '../base/keyed-random.ts';
import { forEachReplica, PerReplica } from '../oracles/replica-view.ts';
import type { Choice } from '../schedule/schedule.ts';
import type { Cluster } from '../world/cluster.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { Choose } from './choose.ts';
import { crash, downtimeMicros, restartLater } from './crashes.ts';
import type { Striker } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { Moments } from './moments.ts';
import { isolate } from './partitions.ts';

/** Kinds of moments, by their numbers in keys. */
const AFTER_VOTE = 0;
const AFTER_ELECTION = 1;
const AFTER_COMMIT = 2;

/** A leadership that has not committed anything yet. */
interface Leadership {
  readonly group: GroupId;
  readonly term: Term;
  readonly commitIndex: LogIndex;
}

/**
 * Strikes nodes where it hurts: just after a vote has left, just after an election was won, and just
 * after a new leader's first commit. At random times these moments are almost never hit.
 *
 * A node that is struck crashes, or is cut off from its peers and goes on alone.
 */
export class CrashPoints implements Observer, Striker {
  readonly code = FAULT_CODES.crashPoint;
  readonly #cluster: Cluster;
  readonly #votes: Ppm;
  readonly #elections: Ppm;
  readonly #commits: Ppm;
  readonly #leaderships = new PerReplica<Leadership>();
  /** What strikes a node as soon as something of its log is durable. */
  readonly #afterSync = new Map<NodeId, () => void>();
  readonly #moments = new Moments();
  #isStopped = false;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const { crashAfterVote, crashAfterElection, crashAfterCommit } = cluster.world.config.faults;
    this.#votes = crashAfterVote;
    this.#elections = crashAfterElection;
    this.#commits = crashAfterCommit;
  }

  stop(): void {
    this.#isStopped = true;
  }

  sent(host: SimHost, { message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      this.#consider(host, AFTER_VOTE, this.#votes);
    }
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'leaderChanged' && notice.leader === host.id) {
      const { group, term } = notice;
      const replica = host.node?.replicas.get(group);
      const commitIndex = replica?.raft.state.log.commitIndex;
      if (commitIndex !== undefined) {
        this.#leaderships.set(host.id, group, { group, term, commitIndex });
      }
      this.#consider(host, AFTER_ELECTION, this.#elections);
    }
  }

  afterTurn(host: SimHost): void {
    if (this.#commits > 0) {
      forEachReplica(host, (replica) => this.#lookForCommit(host, replica));
    }
  }

  synced(host: SimHost, file: string): void {
    const strike = this.#afterSync.get(host.id);
    if (strike !== undefined && segmentOfFile(file) !== null) {
      this.#afterSync.delete(host.id);
      this.#cluster.world.at(this.#cluster.world.nowMicros, strike);
    }
  }

  stopping(host: SimHost): void {
    this.#leaderships.clear(host.id);
    this.#afterSync.delete(host.id);
  }

  #lookForCommit(host: SimHost, { group, raft }: Replica): void {
    const leadership = this.#leaderships.get(host.id, group);
    const { isLeader, term, log } = raft.state;
    if (
      leadership !== undefined &&
      isLeader &&
      term === leadership.term &&
      log.commitIndex > leadership.commitIndex
    ) {
      this.#leaderships.delete(host.id, group);
      this.#consider(host, AFTER_COMMIT, this.#commits);
    }
  }

  #consider(host: SimHost, kind: number, probability: Ppm): void {
    const { world } = this.#cluster;
    const moment = this.#moments.next(host, kind);
    const isStruck = world.random.chance(probability, SITES.crashPoint, host.ordinal, moment);
    if (isStruck && !this.#isStopped) {
      this.#strikeSoon(host, new Choose(world, FAULT_CODES.crashPoint, moment));
    }
  }

  /**
   * Before anything that follows the moment; when the own disk has it, but hardly anybody else; in
   * the midst of it; or when much of it has happened.
   */
  #strikeSoon(host: SimHost, choose: Choose): void {
    const { world } = this.#cluster;
    const { latencyMinMicros, latencyMeanMicros } = world.config.network;
    const hopMicros = latencyMinMicros + latencyMeanMicros;
    const { incarnation } = host;
    const strike = () => {
      if (!this.#isStopped && host.state === 'up' && host.incarnation === incarnation) {
        this.#strike(host, choose.takePlace(host));
      }
    };
    switch (choose.below(4)) {
      case 0:
        world.at(world.nowMicros, strike);
        return;
      case 1:
        this.#afterSync.set(host.id, strike);
        return;
      case 2:
        world.at(world.nowMicros + choose.below(hopMicros), strike);
        return;
      default:
        world.at(world.nowMicros + choose.below(4 * hopMicros), strike);
    }
  }

  /** Strikes `host` now, as a schedule says. */
  repeat(choices: readonly Choice[], host: SimHost | undefined): void {
    if (!this.#isStopped && host?.state === 'up') {
      this.#strike(host, new Choose(this.#cluster.world, FAULT_CODES.crashPoint, 0, choices));
    }
  }

  #strike(host: SimHost, choose: Choose): void {
    const { faults } = this.#cluster.world.config;
    if (choose.chance(faults.isolating)) {
      isolate(this.#cluster, host, downtimeMicros(this.#cluster, choose));
    } else {
      crash(this.#cluster, host, choose.chance(faults.powerLoss), choose);
      restartLater(this.#cluster, host, downtimeMicros(this.#cluster, choose));
    }
  }
}
