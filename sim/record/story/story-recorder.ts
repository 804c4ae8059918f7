import type { GroupId, NodeId } from '../../../src/base/ids.ts';
import type { Notice } from '../../../src/engine/events.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import type { StorageOutcome, StorageRequest } from '../../../src/storage/disk.ts';
import type { CheckResult } from '../../checker/check-history.ts';
import type { DiskOperation } from '../../disk/sim-disk.ts';
import type { Transmission } from '../../network/sim-network.ts';
import type { KvHistory, ReportedViolation } from '../../run/run-result.ts';
import type { StoreOperation } from '../../store/sim-stores.ts';
import type { Fault, FaultKey } from '../../world/fault.ts';
import type { CloseObserver, Observer, Stop } from '../../world/observer.ts';
import type { SimHost } from '../../world/sim-host.ts';
import type { World } from '../../world/world.ts';
import { ClientWatch } from './client-watch.ts';
import { disagreementOf } from './disagreement.ts';
import { DiskWatch } from './disk-watch.ts';
import { FaultRows } from './fault-rows.ts';
import { firstFailing } from './first-failing.ts';
import { type FrameSummary, summaryOfFrame } from './frame-row.ts';
import { STORY_LIMITS } from './limits.ts';
import { MachineCauses } from './machine-causes.ts';
import { ReplicaWatch } from './replica-watch.ts';
import { DISK_REQUESTS } from './row-words.ts';
import { asksForProgress, groupsByTrouble, groupsOf, standingOf } from './standing.ts';
import {
  MACHINE_STATES,
  MESSAGE_KINDS,
  STORY_ROLES,
  type Standing,
  type Story,
  type StoryOperation,
  type StoryRows,
} from './story.ts';
import { StoryDraft } from './story-draft.ts';
import { storyOperations } from './story-operations.ts';
import { lastMoves, violationCauses } from './violation-causes.ts';

interface UnderWay {
  readonly row: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly summary: FrameSummary;
}

/** What only a leader says. */
const OF_LEADERS = ['append', 'heartbeat', 'snapshotChunk', 'installSnapshot'].map((kind) =>
  MESSAGE_KINDS.indexOf(kind as (typeof MESSAGE_KINDS)[number]),
);
const ACKNOWLEDGES = MESSAGE_KINDS.indexOf('appendResponse');
const CAMPAIGNS = [STORY_ROLES.indexOf('preCandidate'), STORY_ROLES.indexOf('candidate')];

/**
 * Writes down a run event by event, and for each what caused it. It follows frames, requests and disk
 * operations from where they begin to where they end: what leaves in a turn was caused by what had come
 * for that turn, as far as it is of the same groups.
 */
export class StoryRecorder implements Observer, CloseObserver {
  readonly #world: World;
  readonly #draft = new StoryDraft();
  readonly #replicas = new ReplicaWatch(this.#draft);
  readonly #disks = new DiskWatch(this.#draft);
  readonly #faults = new FaultRows(this.#draft);
  readonly #clients: ClientWatch;
  readonly #machines = new Map<NodeId, MachineCauses>();
  readonly #frames = new WeakMap<Uint8Array, UnderWay>();
  readonly #operations = new WeakMap<StorageRequest, number>();
  readonly #leaving = new Set<SimHost>();

  /** Begins to look on. */
  constructor(world: World) {
    this.#world = world;
    this.#clients = new ClientWatch(this.#draft, world.ports.utf8);
    world.observe(this);
  }

  asked(connection: number, to: NodeId, bytes: Uint8Array): void {
    this.#clients.asked(connection, to, bytes, this.#now);
  }

  requested(host: SimHost, _connection: number, bytes: Uint8Array): void {
    this.#clients.requested(bytes, this.#causes(host), this.#now);
  }

  answered(host: SimHost, connection: number, bytes: Uint8Array): void {
    this.#look(host);
    const causes = this.#causes(host);
    this.#clients.answered(host, connection, bytes, { causes, atMicros: this.#now });
  }

  heard(bytes: Uint8Array, isThrough: boolean): void {
    this.#clients.heard(bytes, isThrough, this.#now);
  }

  transmitted(
    host: SimHost,
    to: NodeId,
    bytes: Uint8Array,
    fate: Transmission['fate'],
    copies: readonly Uint8Array[],
  ): void {
    this.#look(host);
    const summary = summaryOfFrame(bytes, this.#world.ports.checksum);
    const isLost = fate === 'lost' || fate === 'overflow';
    const causes = this.#causes(host);
    // Who says what it has, says so because of what it got, however long ago.
    const confirmed = summary.what === ACKNOWLEDGES ? causes.extensionOf(summary.group) : [];
    const one = () =>
      this.#draft.rows.add({
        ...summary,
        kind: 'message',
        atMicros: this.#now,
        node: this.#draft.numberOf(host.id),
        peer: this.#draft.numberOf(to),
        fate: isLost ? fate : 'open',
        context: causes.contextOf(summary.groups[0]),
        causes: [...causes.causesOf(summary.groups), ...confirmed],
      });
    if (isLost) {
      this.#missed(to, one(), summary);
    }
    for (const copy of copies) {
      this.#frames.set(copy, { row: one(), from: host.id, to, summary });
    }
  }

  arrived(bytes: Uint8Array, host: SimHost | null): void {
    const frame = this.#frames.get(bytes);
    if (frame === undefined) {
      this.#clients.cutOff(bytes, this.#now);
      return;
    }
    const { row, from, to, summary } = frame;
    this.#draft.rows.end(row, host === null ? 'cut' : 'done', this.#now);
    if (host === null) {
      this.#missed(to, row, summary);
      this.#draft.rows.blame(row, this.#faults.cutting(from, to));
      return;
    }
    const causes = this.#causes(host);
    causes.arrive(row, summary.groups);
    causes.hear(row, summary.groups);
    if (OF_LEADERS.includes(summary.what)) {
      causes.heardLeader(summary.groups);
    }
  }

  issued(host: SimHost, { request }: DiskOperation | StoreOperation): void {
    this.#look(host);
    const causes = this.#causes(host);
    const file = 'file' in request ? request.file : null;
    const row = this.#draft.rows.add({
      kind: request.kind.startsWith('store') ? 'store' : 'disk',
      what: DISK_REQUESTS.indexOf(request.kind),
      atMicros: this.#now,
      node: this.#draft.numberOf(host.id),
      fate: 'open',
      a: 'offset' in request ? request.offset : 0,
      b: 'length' in request ? request.length : 0,
      text: this.#draft.text(file ?? ('database' in request ? request.database : '')),
      context: causes.contextOf(undefined),
      causes: causes.causesOf(null),
    });
    this.#operations.set(request, row);
    if (file !== null) {
      this.#disks.lookAt(host, file, this.#now);
    }
  }

  completed(host: SimHost, request: StorageRequest, outcome: StorageOutcome): void {
    const row = this.#operations.get(request);
    if (row !== undefined) {
      const fate = outcome.kind === 'failed' ? 'failed' : 'done';
      this.#draft.rows.end(row, fate, this.#now);
      this.#causes(host).arrive(row, null);
    }
    if ('file' in request) {
      this.#disks.lookAt(host, request.file, this.#now);
      if (request.kind === 'rename') {
        this.#disks.lookAt(host, request.target, this.#now);
      }
    } else {
      this.#disks.lookAtDisk(host, this.#now);
    }
  }

  afterTurn(host: SimHost): void {
    this.#look(host);
    this.#causes(host).endTurn(this.#now);
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'snapshotSaved' || notice.kind === 'snapshotInstalled') {
      this.#look(host);
      const { group, index: a } = notice;
      const causes = this.#causes(host);
      const words =
        notice.kind === 'snapshotSaved' ? 'has saved a snapshot' : 'installs a snapshot';
      this.#draft.rows.add({
        kind: 'snapshot',
        atMicros: this.#now,
        node: this.#draft.numberOf(host.id),
        group,
        a,
        text: this.#draft.text(words),
        context: causes.contextOf(group),
        causes: causes.causesOf([group]),
      });
    }
  }

  starting(host: SimHost): void {
    this.#leaving.delete(host);
    this.#draft.meet(host);
    const words =
      host.incarnation === 0 ? 'starts for the first time' : 'starts on what its disk holds';
    this.#enter(host, 'up', words);
  }

  stopping(host: SimHost): void {
    for (const group of host.node?.replicas.keys() ?? []) {
      this.#replicas.leave(host.id, group, this.#now);
    }
  }

  stopped(host: SimHost, { damage }: Stop): void {
    const isLeaving = this.#leaving.has(host);
    const lost = damage === null ? 0 : damage.lostWrites;
    const torn = damage === null ? 0 : damage.tornWrites;
    const words = [
      damage === null ? 'its process ends' : 'POWER CUT',
      ...(lost > 0 ? [`${lost} unsynced ${lost === 1 ? 'write' : 'writes'} lost`] : []),
      ...(torn > 0 ? [`${torn} torn`] : []),
      ...(host.silencedThrough === host.incarnation ? ['what it had just sent is lost'] : []),
    ];
    this.#enter(host, isLeaving ? 'off' : 'down', words.join(', '));
  }

  leaving(host: SimHost): void {
    this.#leaving.add(host);
  }

  paused(host: SimHost): void {
    this.#enterStill(host, 'paused', 'its process stands still');
  }

  resumed(host: SimHost): void {
    this.#enterStill(host, 'up', 'its process goes on');
  }

  faultBegan(key: FaultKey, fault: Fault): void {
    this.#faults.begin(key, fault, this.#now);
  }

  faultEnded(key: FaultKey, succeeded: boolean): void {
    this.#faults.end(key, succeeded, this.#now);
  }

  healed(): void {
    this.#faults.healed(this.#now);
    const text = this.#draft.text('every fault is mended for good');
    this.#draft.rows.add({ kind: 'fault', atMicros: this.#now, text });
  }

  /** The whole story, with what broke at its end, and the order in which operations took effect. */
  finish(history: KvHistory, check: CheckResult, violation: ReportedViolation | null): Story {
    const draft = this.#draft;
    this.#faults.finish(this.#now);
    const attempts = (connection: number) => this.#clients.attemptsOf(connection);
    const operations = storyOperations(history.operations, check, attempts);
    const violationRow = violation === null ? null : this.#break(violation, operations);
    const rows = draft.rows.finish();
    const { dropped } = draft.rows;
    const position = (row: number) => row - dropped;
    return {
      nodes: draft.nodes,
      groups: groupsOf(this.#world),
      texts: draft.texts,
      configurations: draft.configurations,
      rows,
      states: draft.states.finish(),
      operations: operations.map((operation) => ({
        ...operation,
        rows: operation.rows.map(position).filter((row) => row >= 0),
      })),
      violationRow: violationRow === null ? null : position(violationRow),
      disagreement:
        violation === null ? null : disagreementOf(this.#world, violation, history, check, draft),
      standings: violation === null ? [] : this.#standings(violation, rows),
      endMicros: this.#now,
      omitted: dropped,
    };
  }

  get #now(): number {
    return this.#world.nowMicros;
  }

  #causes(host: SimHost): MachineCauses {
    const known = this.#machines.get(host.id) ?? new MachineCauses();
    this.#machines.set(host.id, known);
    return known;
  }

  /** Before the first effect of a turn is carried out: what the replicas became is why. */
  #look(host: SimHost): void {
    const causes = this.#causes(host);
    if (!causes.isOpen) {
      causes.isOpen = true;
      for (const replica of host.touched) {
        this.#lookAt(host, replica, causes);
      }
    }
  }

  #lookAt(host: SimHost, replica: Replica, causes: MachineCauses): void {
    const { group } = replica;
    const leader = this.#replicas.leaderBefore(host.id, group);
    if (replica.raft.state.log.lastIndex > this.#replicas.lastIndexBefore(host.id, group)) {
      causes.noteExtension(group);
    }
    for (const change of this.#replicas.look(host.id, replica, this.#now)) {
      const isCampaign = change.kind === 'role' && CAMPAIGNS.includes(change.what ?? 0);
      const why = causes.arrivals([group]);
      const row = this.#draft.rows.add({
        ...change,
        atMicros: this.#now,
        context: causes.contextOf(group),
        causes: isCampaign ? [...why, ...this.#silence(host, group, leader, causes)] : why,
      });
      causes.note(row, group, change.kind);
    }
  }

  /** Why a node hears nobody: what never came, what cuts it off, and what befell its leader. */
  #silence(host: SimHost, group: number, leader: number, causes: MachineCauses): number[] {
    const led = this.#draft.nodes[leader]?.id as NodeId | undefined;
    const machine = led === undefined ? undefined : this.#world.hosts.get(led);
    const isGone = machine !== undefined && machine !== host && machine.state !== 'up';
    return [
      ...causes.lostOf(group),
      ...this.#faults.touching(host.id),
      ...(isGone ? [this.#causes(machine).machineRow] : []),
    ];
  }

  #missed(to: NodeId, row: number, { groups }: FrameSummary): void {
    const host = this.#world.hosts.get(to);
    if (host !== undefined) {
      this.#causes(host).missed(row, groups);
    }
  }

  #enter(host: SimHost, state: (typeof MACHINE_STATES)[number], words: string): void {
    const causes = this.#causes(host);
    causes.forget(this.#machineRow(host, state, words));
    this.#disks.enter(host, state, this.#now);
    this.#disks.lookAtAll(host, this.#now);
  }

  /** The node is as it was, before and after. */
  #enterStill(host: SimHost, state: (typeof MACHINE_STATES)[number], words: string): void {
    this.#causes(host).machineRow = this.#machineRow(host, state, words);
    this.#disks.enter(host, state, this.#now);
  }

  #machineRow(host: SimHost, state: (typeof MACHINE_STATES)[number], words: string): number {
    return this.#draft.rows.add({
      kind: 'machine',
      what: MACHINE_STATES.indexOf(state),
      atMicros: this.#now,
      node: this.#draft.numberOf(host.id),
      text: this.#draft.text(words),
      causes: [this.#causes(host).machineRow].filter((row) => row >= 0),
    });
  }

  #break(violation: ReportedViolation, operations: readonly StoryOperation[]): number {
    const { node, group, term, index, oracle } = violation;
    return this.#draft.rows.add({
      kind: 'violation',
      atMicros: violation.virtualMicros,
      node: node === null ? -1 : this.#draft.numberOf(node),
      group: group ?? this.#groupOf(firstFailing(operations)),
      term: term ?? 0,
      a: index ?? 0,
      text: this.#draft.text(oracle),
      causes: asksForProgress(oracle)
        ? groupsByTrouble(this.#world, group)
            .slice(0, STORY_LIMITS.standingsMax)
            .flatMap((each) => lastMoves(this.#draft.rows, each))
        : this.#shownIn(violation, operations),
    });
  }

  /** Of what nobody can explain. */
  #groupOf(failing: StoryOperation | undefined): number {
    const row = failing?.rows[0];
    return row === undefined ? 0 : this.#draft.rows.groupOf(row);
  }

  #shownIn(violation: ReportedViolation, operations: readonly StoryOperation[]): number[] {
    const { node, group } = violation;
    const host = node === null ? undefined : this.#world.hosts.get(node);
    const number = node === null ? -1 : this.#draft.numberOf(node);
    const groups = group === null ? null : [group];
    return [
      ...violationCauses(this.#draft.rows, { ...violation, number }),
      ...(host === undefined ? [] : this.#causes(host).arrivalsAt(this.#now, groups)),
      ...(firstFailing(operations)?.rows.slice(-1) ?? []),
    ];
  }

  #standings({ oracle, group }: ReportedViolation, rows: StoryRows): Standing[] {
    const { dropped } = this.#draft.rows;
    const heardBy = (node: NodeId, of: GroupId) =>
      Math.max(-1, (this.#machines.get(node)?.heardOf(of) ?? -1) - dropped);
    const written = { draft: this.#draft, rows, heardBy };
    return asksForProgress(oracle)
      ? groupsByTrouble(this.#world, group).map((each) => standingOf(this.#world, each, written))
      : [];
  }
}
