import type { GroupId, NodeId, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { isLearner, isWitness } from '../../src/raft/configuration.ts';
import { RECORD_LIMITS } from './limits.ts';
import { Newest } from './newest.ts';
import type {
  ProgressSample,
  RecordedReplica,
  ReplicaMark,
  ReplicaRole,
  RoleSpan,
} from './recording.ts';

/** What one replica was, how far it had got, and what it did. */
export class ReplicaTrack {
  readonly node: NodeId;
  readonly group: GroupId;
  readonly #sampleMicros: number;
  readonly #roles = new Newest<RoleSpan>(RECORD_LIMITS.rolesMax);
  readonly #progress = new Newest<ProgressSample>(RECORD_LIMITS.samplesMax);
  readonly #marks = new Newest<ReplicaMark>(RECORD_LIMITS.marksMax);
  #now: { readonly role: ReplicaRole; readonly term: Term; readonly fromMicros: number } | null =
    null;
  #lastSample: ProgressSample | null = null;

  constructor(node: NodeId, group: GroupId, sampleMicros: number) {
    this.node = node;
    this.group = group;
    this.#sampleMicros = sampleMicros;
  }

  get omitted(): number {
    return this.#roles.dropped + this.#progress.dropped + this.#marks.dropped;
  }

  look(replica: Replica, nowMicros: number): void {
    const role = roleOf(replica);
    const { term } = replica.raft.state;
    if (this.#now?.role !== role || this.#now.term !== term) {
      this.#close(nowMicros);
      this.#now = { role, term, fromMicros: nowMicros };
    }
    this.#sample(replica, nowMicros, this.#sampleMicros);
  }

  mark(mark: ReplicaMark): void {
    this.#marks.push(mark);
  }

  /** The replica is gone, with its node. */
  stop(replica: Replica | undefined, nowMicros: number): void {
    if (replica !== undefined) {
      this.look(replica, nowMicros);
      this.#sample(replica, nowMicros, 0);
    }
    // A node may be struck in the very turn that made it a leader.
    this.#close(Math.max(nowMicros, (this.#now?.fromMicros ?? nowMicros) + 1));
    this.#now = null;
  }

  /** Ends with what `replica` was when the run ended, however short a time it had been that. */
  finish(replica: Replica | undefined, endMicros: number): RecordedReplica {
    if (replica !== undefined) {
      this.look(replica, endMicros);
      this.#sample(replica, endMicros, 0);
    }
    this.#close(endMicros + 1);
    const { node, group } = this;
    const roles = this.#roles.items;
    return { node, group, roles, progress: this.#progress.items, marks: this.#marks.items };
  }

  #sample({ raft, machine }: Replica, atMicros: number, everyMicros: number): void {
    const { commitIndex } = raft.state.log;
    const { appliedIndex } = machine;
    const last = this.#lastSample;
    const isNew = last?.commitIndex !== commitIndex || last.appliedIndex !== appliedIndex;
    if (isNew && (last === null || atMicros >= last.atMicros + everyMicros)) {
      this.#lastSample = { atMicros, commitIndex, appliedIndex };
      this.#progress.push(this.#lastSample);
    }
  }

  #close(untilMicros: number): void {
    if (this.#now !== null && untilMicros > this.#now.fromMicros) {
      this.#roles.push({ ...this.#now, untilMicros });
    }
  }
}

export function roleOf({ status, admission, raft }: Replica): ReplicaRole {
  if (status !== 'running') {
    return status;
  }
  const { role, configuration, id } = raft.state;
  if (role !== 'follower') {
    return role;
  }
  if (isLearner(configuration, id)) {
    return 'learner';
  }
  if (isWitness(configuration, id)) {
    return 'witness';
  }
  return admission === null ? 'follower' : 'waiting';
}
