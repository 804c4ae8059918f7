import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { CheckResult } from '../checker/check-history.ts';
import { explainViolation } from '../checker/explain-violation.ts';
import { kv } from '../checker/models/kv.ts';
import type { PartitionResult } from '../checker/partition-check.ts';
import { forEachReplica } from '../oracles/replica-view.ts';
import type { KvHistory, ReportedViolation } from '../run/run-result.ts';
import type { Fault, FaultKey } from '../world/fault.ts';
import type { Observer, Stop } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { World } from '../world/world.ts';
import { FaultLog } from './fault-log.ts';
import { OPERATION_BUCKETS, RECORD_LIMITS, SAMPLE_MICROS_MIN, SAMPLES_PER_RUN } from './limits.ts';
import { MembershipLog } from './membership-log.ts';
import { NodeTrack } from './node-track.ts';
import { bucketsOf } from './operation-buckets.ts';
import type { BrokenSpan, NodeState, RecordedKey, Recording } from './recording.ts';
import { ReplicaTrack } from './replica-track.ts';
import { StoryRecorder } from './story/story-recorder.ts';

/**
 * Writes down what happens in one run, for a report. It looks on like an oracle, draws nothing and
 * schedules nothing, so that a recorded run is the same run.
 */
export class Recorder implements Observer {
  readonly #nodes = new Map<NodeId, NodeTrack>();
  readonly #replicas = new Map<GroupId, Map<NodeId, ReplicaTrack>>();
  readonly #faults = new FaultLog();
  readonly #memberships = new MembershipLog();
  readonly #leaving = new Set<SimHost>();
  /** Crashed machines and the keys of their crashes, and the same of pauses. */
  readonly #crashes = new Map<NodeId, FaultKey>();
  readonly #pauses = new Map<NodeId, FaultKey>();
  #world: World | null = null;
  #sampleMicros = SAMPLE_MICROS_MIN;
  #healedMicros: number | null = null;
  #nodesOmitted = 0;
  #recording: Recording | null = null;
  #story: StoryRecorder | null = null;

  /** Begins to look on. Attach it before the oracles: what breaks a rule is then still recorded. */
  attach(world: World): void {
    this.#world = world;
    const { durationMicros } = world.config;
    this.#sampleMicros = Math.max(SAMPLE_MICROS_MIN, Math.ceil(durationMicros / SAMPLES_PER_RUN));
    world.observe(this);
    this.#story = new StoryRecorder(world);
  }

  /** What was recorded, once the run has finished. */
  get recording(): Recording {
    return present(this.#recording, 'the recorded run has finished');
  }

  sent(host: SimHost, { group, message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      const { term, to: candidate } = message;
      this.#track(host.id, group)?.mark({ kind: 'vote', atMicros: this.#now, term, candidate });
    }
  }

  afterTurn(host: SimHost): void {
    const now = this.#now;
    forEachReplica(host, (replica) => this.#track(host.id, replica.group)?.look(replica, now));
  }

  noticed(host: SimHost, notice: Notice): void {
    const atMicros = this.#now;
    switch (notice.kind) {
      case 'snapshotSaved':
      case 'snapshotInstalled': {
        const { kind, group, index, bytes } = notice;
        this.#track(host.id, group)?.mark({ kind, atMicros, index, bytes });
        return;
      }
      case 'replicaRemoved':
        this.#track(host.id, notice.group)?.mark({ kind: 'refused', atMicros });
        return;
      case 'membershipChanged':
        this.#memberships.note(notice.group, notice.membership, atMicros);
        return;
      default:
        return;
    }
  }

  starting(host: SimHost): void {
    this.#leaving.delete(host);
    this.#endOf(this.#crashes, host);
    this.#enter(host, 'up');
  }

  stopping(host: SimHost): void {
    for (const tracks of this.#replicas.values()) {
      const track = tracks.get(host.id);
      track?.stop(host.node?.replicas.get(track.group), this.#now);
    }
  }

  stopped(host: SimHost, { damage }: Stop): void {
    this.#endOf(this.#pauses, host);
    if (this.#leaving.has(host)) {
      this.#enter(host, 'off');
      return;
    }
    this.#endOf(this.#crashes, host);
    const { id: node, silencedThrough, incarnation } = host;
    const key = {};
    this.#crashes.set(node, key);
    const crash = {
      kind: 'crash',
      node,
      powerLoss: damage !== null,
      isSilenced: silencedThrough === incarnation,
      lostWrites: damage?.lostWrites ?? 0,
      tornWrites: damage?.tornWrites ?? 0,
    } as const;
    this.#faults.beginDescribed(key, crash, this.#now);
    this.#enter(host, 'down');
  }

  leaving(host: SimHost): void {
    this.#leaving.add(host);
    this.#endOf(this.#crashes, host);
    if (host.state === 'down') {
      this.#enter(host, 'off');
    }
  }

  paused(host: SimHost): void {
    const key = {};
    this.#pauses.set(host.id, key);
    this.#faults.beginDescribed(key, { kind: 'pause', node: host.id }, this.#now);
    this.#enter(host, 'paused');
  }

  resumed(host: SimHost): void {
    this.#endOf(this.#pauses, host);
    this.#enter(host, 'up');
  }

  faultBegan(key: FaultKey, fault: Fault): void {
    this.#faults.begin(key, fault, this.#now);
  }

  faultEnded(key: FaultKey, succeeded: boolean): void {
    this.#faults.end(key, succeeded, this.#now);
  }

  healed(): void {
    this.#healedMicros = this.#now;
    this.#faults.endOnNetwork(this.#now);
  }

  /** Ends the recording with the state that the run ended in, and with what the clients saw. */
  finish(history: KvHistory, check: CheckResult, violation: ReportedViolation | null): void {
    const world = this.#runningWorld();
    const endMicros = world.nowMicros;
    const nodes = [...this.#nodes.values()].map((track) => track.finish(endMicros));
    const groups = [...this.#replicas.keys()].sort((a, b) => a - b);
    const replicas = this.#tracks().map((track) => {
      const replica = world.hosts.get(track.node)?.node?.replicas.get(track.group);
      return track.finish(replica, endMicros);
    });
    const order = nodes.map(({ node }) => node);
    replicas.sort((a, b) => a.group - b.group || order.indexOf(a.node) - order.indexOf(b.node));
    const faults = this.#faults.finish(endMicros);
    this.#recording = {
      endMicros,
      healedMicros: this.#healedMicros,
      groups,
      nodes,
      replicas,
      faults,
      memberships: this.#memberships.changes,
      operations: bucketsOf(history, endMicros, OPERATION_BUCKETS),
      keys: keysOf(history, check),
      omitted: this.#omitted(check),
      story: present(this.#story, 'a recorder is attached').finish(history, check, violation),
    };
  }

  get #now(): number {
    return this.#runningWorld().nowMicros;
  }

  #runningWorld(): World {
    return present(this.#world, 'a recorder is attached before the world moves');
  }

  #enter(host: SimHost, state: NodeState): void {
    const track = this.#nodes.get(host.id);
    if (track !== undefined) {
      track.enter(host, state, this.#now);
    } else if (this.#nodes.size < RECORD_LIMITS.nodesMax) {
      const number = this.#nodes.size + 1;
      this.#nodes.set(host.id, new NodeTrack(host, number, state, this.#now));
    } else {
      this.#nodesOmitted++;
    }
  }

  /** Undefined for nodes past the limit. */
  #track(node: NodeId, group: GroupId): ReplicaTrack | undefined {
    const tracks = this.#replicas.get(group) ?? new Map<NodeId, ReplicaTrack>();
    this.#replicas.set(group, tracks);
    const known = tracks.get(node);
    if (known !== undefined || !this.#nodes.has(node)) {
      return known;
    }
    const track = new ReplicaTrack(node, group, this.#sampleMicros);
    tracks.set(node, track);
    return track;
  }

  #tracks(): ReplicaTrack[] {
    return [...this.#replicas.values()].flatMap((tracks) => [...tracks.values()]);
  }

  #endOf(keys: Map<NodeId, FaultKey>, host: SimHost): void {
    const key = keys.get(host.id);
    if (key !== undefined) {
      keys.delete(host.id);
      this.#faults.end(key, null, this.#now);
    }
  }

  #omitted(check: CheckResult): number {
    const tracks = [...this.#nodes.values(), ...this.#tracks(), this.#faults, this.#memberships];
    const keys = Math.max(0, check.partitions.length - RECORD_LIMITS.keysMax);
    return tracks.reduce((sum, { omitted }) => sum + omitted, this.#nodesOmitted + keys);
  }
}

function keysOf(history: KvHistory, { partitions }: CheckResult): RecordedKey[] {
  return partitions.slice(0, RECORD_LIMITS.keysMax).map((partition) => ({
    key: partition.key,
    verdict: partition.verdict,
    operations: partition.operations,
    failing: failingSpan(history, partition),
  }));
}

function failingSpan(history: KvHistory, { key, violation }: PartitionResult): BrokenSpan | null {
  const failing = violation === null ? undefined : history.operations[violation.failing];
  return violation === null || failing === undefined
    ? null
    : {
        explanation: explainViolation(history, kv(), key, violation),
        fromMicros: failing.call.micros,
        untilMicros: failing.outcome.at?.micros ?? failing.call.micros,
      };
}
