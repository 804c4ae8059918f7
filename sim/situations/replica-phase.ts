import type { LogIndex, NodeId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import {
  type Configuration,
  isJoint,
  isLearner,
  isVoter,
  isWitness,
} from '../../src/raft/configuration.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import { DIMENSIONS, positionsOf, STRIDES } from './dimensions.ts';

const ROLE = positionsOf(DIMENSIONS.role);
const CONFIGURATION = positionsOf(DIMENSIONS.configuration);
const SNAPSHOT = positionsOf(DIMENSIONS.snapshot);

/** What is known of a replica's log and members, so that few entries are looked at twice. */
export class ReplicaPhase {
  readonly #node: NodeId;
  readonly replica: Replica;
  #configuration: Configuration | null = null;
  /** Of a follower: its place among the members. */
  #standing = 0;
  #lastIndex = -1;
  #lastTerm = -1;
  #appliedIndex = -1;
  #isChanging = false;

  constructor(node: NodeId, replica: Replica) {
    this.#node = node;
    this.replica = replica;
  }

  /** The cell without a fault for a message of this relation, or for none. */
  cell(relation: number): number {
    const { replica } = this;
    const { role, configuration } = replica.raft.state;
    if (configuration !== this.#configuration) {
      this.#configuration = configuration;
      this.#standing = standingOf(configuration, this.#node);
    }
    const ofRole = role === 'follower' ? this.#standing : ROLE[role];
    return (
      ofRole * STRIDES.role +
      relation * STRIDES.relation +
      this.#phase(configuration) * STRIDES.configuration +
      snapshotPhase(replica) * STRIDES.snapshot
    );
  }

  #phase(configuration: Configuration): number {
    const { log } = this.replica.raft.state;
    this.#lookForChange(log);
    if (isJoint(configuration)) {
      return this.#isChanging ? CONFIGURATION.leaving : CONFIGURATION.joint;
    }
    if (this.#isChanging) {
      return CONFIGURATION.changing;
    }
    return configuration.learners.length > 0 ? CONFIGURATION.learner : CONFIGURATION.stable;
  }

  /** Whether the log holds a change of members that is not applied. */
  #lookForChange(log: RaftLog): void {
    const { lastIndex, lastTerm, appliedIndex } = log;
    if (
      lastIndex === this.#lastIndex &&
      lastTerm === this.#lastTerm &&
      appliedIndex === this.#appliedIndex
    ) {
      return;
    }
    // What lies behind the end that was seen last was looked at, if it is still the same.
    const isLonger =
      lastIndex >= this.#lastIndex && log.termAt(this.#lastIndex as LogIndex) === this.#lastTerm;
    const known = isLonger && !this.#isChanging ? this.#lastIndex : 0;
    this.#isChanging = hasChange(log, Math.max(known, appliedIndex, log.compacted.index) + 1);
    this.#lastIndex = lastIndex;
    this.#lastTerm = lastTerm;
    this.#appliedIndex = appliedIndex;
  }
}

function hasChange(log: RaftLog, first: number): boolean {
  for (let index = first; index <= log.lastIndex; index++) {
    if (log.entryAt(index as LogIndex).kind === 'configuration') {
      return true;
    }
  }
  return false;
}

/** The role of whoever follows. */
function standingOf(configuration: Configuration, node: NodeId): number {
  if (isVoter(configuration, node)) {
    return isWitness(configuration, node) ? ROLE.witness : ROLE.follower;
  }
  return isLearner(configuration, node) ? ROLE.learner : ROLE.outsider;
}

function snapshotPhase(replica: Replica): number {
  if (replica.installation !== null || replica.raft.state.pendingSnapshot !== null) {
    return SNAPSHOT.installing;
  }
  if (replica.receiving !== null) {
    return SNAPSHOT.receiving;
  }
  if (replica.sending.size > 0) {
    return SNAPSHOT.sending;
  }
  return replica.isSaving ? SNAPSHOT.saving : SNAPSHOT.none;
}
