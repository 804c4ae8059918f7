import { readU32 } from '../../src/base/bytes.ts';
import type { NodeId } from '../../src/base/ids.ts';
import { present, unreachable } from '../../src/base/invariant.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../../src/codec/protocol-version.ts';
import type { Effect, NodeEvent } from '../../src/engine/events.ts';
import type { NodeOptions } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { DiskRequest, StorageOutcome, StorageRequest } from '../../src/storage/disk.ts';
import { isStoreRequest, type StoreRequest } from '../../src/storage/store/store-request.ts';
import type { Decisions } from '../base/decisions.ts';
import { EventHeap } from '../base/event-heap.ts';
import { KeyedRandom, SITES } from '../base/keyed-random.ts';
import { RollingHash } from '../base/rolling-hash.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { DiskFaults, NO_DISK_FAULTS } from '../disk/disk-faults.ts';
import { type CrashDamage, type DiskOperation, SimDisk } from '../disk/sim-disk.ts';
import { SimNetwork } from '../network/sim-network.ts';
import { Violation } from '../oracles/violation.ts';
import type { EventTrace } from '../record/event-trace.ts';
import { ReplayedDecisions } from '../schedule/replayed-decisions.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import { SimStores, type StoreOperation } from '../store/sim-stores.ts';
import { noCounts, type RunCounts } from './counters.ts';
import type { EffectWatch, Strike } from './effect-watch.ts';
import { countDeeds, countNotice } from './engine-deeds.ts';
import type { Fault, FaultKey } from './fault.ts';
import { FrameArena } from './frame-arena.ts';
import type { Observer } from './observer.ts';
import { Observers } from './observers.ts';
import { PoisoningPool } from './poisoning-pool.ts';
import { type Cause, HASH_KINDS, type SimEvent } from './sim-event.ts';
import { SimHost } from './sim-host.ts';

/** A client's end of its connections to all nodes. */
export interface ClientEnd {
  replied(node: NodeId, bytes: Uint8Array): void;
  disconnected(node: NodeId): void;
}

/** Clients count apart from machines. */
const CLIENT_ORDINALS = 1 << 16;

/** Who is called, where the order among calls tells. */
const CALL_OWNERS = 1 << 20;
const NOBODY = 0;
/** Longest time that a node lets events collect before it looks. */
const TURN_DELAY_MICROS = 50;
const CLIENT_LATENCY_MICROS = 300;
/** Longest time between two attempts to connect. */
const CONNECT_MICROS = 100_000;

/** Chance decides, and leaves no trace, unless somebody writes down what it does or says what to do. */
export interface WorldExtras {
  readonly journal?: ScheduleRecorder;
  readonly replay?: Schedule;
}

/** Changes a delivered frame; a test's way to show that the hash sees every byte. */
export type Tamper = (bytes: Uint8Array, deliveredCount: number) => void;

/**
 * The simulated world: machines, their disks, the network between them and their clients, moved by
 * one queue of events. The same configuration gives the same events, byte for byte.
 */
export class World {
  readonly config: SimConfig;
  readonly random: Decisions;
  /** Writes down what is decided. */
  readonly journal: ScheduleRecorder | null;
  readonly network: SimNetwork;
  readonly hosts = new Map<NodeId, SimHost>();
  readonly counts: RunCounts = noCounts();
  readonly hash: RollingHash;
  nowMicros = 0;
  /** Who may come between the effects of a turn; mostly nobody. */
  effects: EffectWatch | null = null;
  /** No fault strikes any more: what was meant to follow from an earlier one must not. */
  areFaultsOver = false;
  readonly #ports: Ports;
  readonly #heap = new EventHeap<SimEvent>();
  readonly #clients = new Map<number, ClientEnd & Cause>();
  readonly #observers = new Observers();
  /** Causes what nobody in particular does. */
  readonly #self: Cause = { ordinal: 0, caused: 0 };
  readonly #frames = new FrameArena();
  #areDisksMended = false;
  #machines = 0;
  #starts = 0;
  #delivered = 0;
  #tamper: Tamper | null = null;
  #trace: EventTrace | null = null;

  constructor(
    config: SimConfig,
    platform: Pick<Ports, 'checksum' | 'utf8'>,
    { journal, replay }: WorldExtras = {},
  ) {
    this.config = config;
    this.journal = journal ?? null;
    const decisions =
      replay === undefined
        ? new KeyedRandom(config.rootHigh, config.rootLow)
        : new ReplayedDecisions(replay, this);
    this.random = this.journal?.decisionsOf(decisions, this) ?? decisions;
    this.network = new SimNetwork(this.random, config.network);
    this.hash = new RollingHash(platform.checksum);
    this.#ports = { ...platform, buffers: new PoisoningPool() };
  }

  get ports(): Ports {
    return this.#ports;
  }

  observe(observer: Observer): void {
    this.#observers.add(observer);
  }

  tamperWith(tamper: Tamper): void {
    this.#tamper = tamper;
  }

  /** Every event is written down from now on. */
  traceTo(trace: EventTrace): void {
    this.#trace = trace;
  }

  /** Machines by their order of appearance. */
  get machines(): SimHost[] {
    return [...this.hosts.values()];
  }

  get upHosts(): SimHost[] {
    return this.machines.filter((host) => host.state === 'up');
  }

  /** Adds a machine with an empty disk; it stays down until it is started. */
  addHost(options: NodeOptions): SimHost {
    const ordinal = ++this.#machines;
    const disk = new SimDisk(this.random, ordinal, this.config.disk, this.#diskFaults(ordinal));
    const stores = new SimStores(this.random, ordinal, this.config.disk);
    const { driftPpmMax } = this.config.faults;
    const fixed = this.config.fixedDriftPpm?.[ordinal - 1];
    const driftPpm =
      fixed !== undefined || driftPpmMax === 0
        ? (fixed ?? 0)
        : this.random.between(-driftPpmMax, driftPpmMax, SITES.faultChoice, ordinal, 0);
    this.counts.faults.clockDrift += driftPpm === 0 ? 0 : 1;
    const host = new SimHost(options, ordinal, { disk, stores }, driftPpm);
    this.hosts.set(options.node, host);
    return host;
  }

  #diskFaults(ordinal: number): DiskFaults {
    const { faults } = this.counts;
    const plan = this.#areDisksMended ? NO_DISK_FAULTS : this.config.diskFaults;
    return new DiskFaults(this.random, ordinal, plan, (kind) => {
      faults[kind]++;
    });
  }

  /** Every disk behaves from now on, those of machines to come as well. */
  mendDisks(): void {
    this.#areDisksMended = true;
    for (const host of this.machines) {
      host.disk.faults.end();
    }
  }

  /** Takes a machine away for good: its address may be given to another one. */
  retire(host: SimHost): void {
    if (host.state !== 'down') {
      this.stop(host);
    }
    this.hosts.delete(host.id);
  }

  host(node: NodeId): SimHost {
    return present(this.hosts.get(node), 'the node is a machine of this world');
  }

  start(host: SimHost): void {
    this.#observers.tell((observer) => observer.starting?.(host));
    this.#starts++;
    const trace = {
      sent: (message: PeerMessage) => this.#observers.sent(host, message),
      taking: (replica: Replica, message: PeerMessage['message']) =>
        this.#observers.taking(host, replica, message),
      leaseRead: () => {
        this.counts.reads.lease++;
      },
      touched: (replica: Replica) => {
        if (!host.isUnseen && !host.touched.includes(replica)) {
          host.touched.push(replica);
        }
      },
      rested: (replica: Replica) => {
        if (!host.isUnseen) {
          host.rested.push(replica);
        }
      },
    };
    host.boot(this.#ports, trace, this.#starts);
    const { incarnation } = host;
    this.#push(host, this.nowMicros, { kind: 'tick', host, incarnation });
    this.#wake(host);
    // Whoever is paused hears of it later.
    for (const peer of this.machines) {
      if (peer !== host && peer.state !== 'down') {
        this.#connect(host, peer);
      }
    }
  }

  /** Tells the node on `host` to stop, as an operator does, and ends it when it has answered everybody. */
  stop(host: SimHost): void {
    if (host.state === 'up') {
      host.inbox.push({ kind: 'stop' });
      this.#lastTurn(host);
    }
    this.crash(host, false);
  }

  /** Ends the node on `host` at once; `powerLoss` also takes what its disk has not synced. */
  crash(host: SimHost, powerLoss: boolean): void {
    this.#observers.tell((observer) => observer.stopping?.(host));
    countDeeds(this.counts, host);
    host.shutDown();
    let damage: CrashDamage | null = null;
    if (powerLoss) {
      damage = host.disk.crash();
      this.counts.stores.lostBatches += host.stores.crash();
      this.counts.faults.unsyncedLoss += damage.lostWrites;
      this.counts.faults.tornWrite += damage.tornWrites;
    } else {
      host.disk.kill();
      host.stores.kill();
    }
    this.#observers.tell((observer) => observer.stopped?.(host, { damage }));
    this.#disconnect(host);
  }

  /** Nothing that the node on `host` has sent arrives any more: it was still in the machine. */
  silence(host: SimHost): void {
    host.silencedThrough = host.incarnation;
  }

  pause(host: SimHost): void {
    host.state = 'paused';
    this.#observers.tell((observer) => observer.paused?.(host));
  }

  resume(host: SimHost): void {
    host.state = 'up';
    this.#observers.tell((observer) => observer.resumed?.(host));
    this.#wake(host);
  }

  connect(connection: number, client: ClientEnd): void {
    const ordinal = CLIENT_ORDINALS + connection;
    const { replied, disconnected } = client;
    this.#clients.set(connection, { ordinal, caused: 0, replied, disconnected });
  }

  /** A client sends a request frame to a node. */
  request(connection: number, node: NodeId, bytes: Uint8Array): void {
    const client = this.#client(connection);
    for (const observer of this.#observers.close) {
      observer.asked(connection, node, bytes);
    }
    this.#push(client, this.nowMicros + this.#clientLatency(client), {
      kind: 'request',
      to: node,
      connection,
      bytes,
    });
  }

  /** Runs `run` at that time. */
  at(atMicros: number, run: () => void): void {
    this.#call(atMicros, run, NOBODY);
  }

  #call(atMicros: number, run: () => void, owner: number): void {
    const event = { kind: 'call', owner, run } as const;
    this.#push(this.#self, Math.max(atMicros, this.nowMicros), event);
  }

  /** Counts something that was done to the cluster as an event of its own. */
  noteFault(code: number, detail: number): void {
    this.counts.events++;
    this.hash.number(code);
    this.hash.number(detail);
  }

  /** Tells observers of a fault; changes nothing, and is not part of the hash. */
  faultBegan(key: FaultKey, fault: Fault): void {
    this.#observers.tell((observer) => observer.faultBegan?.(key, fault));
  }

  faultEnded(key: FaultKey, succeeded = true): void {
    this.#observers.tell((observer) => observer.faultEnded?.(key, succeeded));
  }

  /** Tells observers that every fault was mended for good. */
  healed(): void {
    this.#observers.tell((observer) => observer.healed?.());
  }

  /** Tells observers that a removed machine is about to be switched off. */
  leaving(host: SimHost): void {
    this.#observers.tell((observer) => observer.leaving?.(host));
  }

  /** Ends the run: what the nodes that are up have counted is part of the result. */
  finish(): void {
    for (const host of this.machines) {
      countDeeds(this.counts, host);
    }
  }

  /** Lets everything happen that is due before `untilMicros`. @throws Violation */
  runUntil(untilMicros: number): void {
    while (this.#heap.nextMicros < untilMicros) {
      this.nowMicros = this.#heap.nextMicros;
      const event = this.#heap.pop();
      this.#carryOut(event);
      this.#trace?.note(event, this.nowMicros, this.hash.digest());
    }
    this.nowMicros = untilMicros;
  }

  #carryOut(event: SimEvent): void {
    this.journal?.happens(event, this.nowMicros);
    if (event.kind !== 'call' && event.kind !== 'turn' && event.kind !== 'tick') {
      this.hash.number(HASH_KINDS[event.kind]);
      this.hash.number(this.nowMicros);
    }
    switch (event.kind) {
      case 'frame':
        this.#deliver(event.from, event.incarnation, event.to, event.bytes);
        return;
      case 'disk':
        this.#completeDisk(event.host, event.incarnation, event.operation);
        return;
      case 'tick':
        this.#tick(event.host, event.incarnation);
        return;
      case 'turn':
        if (event.host.incarnation === event.incarnation) {
          this.#turn(event.host);
        }
        return;
      case 'request':
        this.#deliverRequest(event.to, event.connection, event.bytes);
        return;
      case 'reply':
        this.#deliverReply(event.from, event.connection, event.bytes);
        return;
      case 'call':
        event.run();
        return;
      default:
        unreachable(event);
    }
  }

  #deliver(from: SimHost, incarnation: number, to: NodeId, bytes: Uint8Array): void {
    const target = this.hosts.get(to);
    const isThrough = this.network.arrive(from.id, to) && incarnation > from.silencedThrough;
    const host = isThrough && target?.state !== 'down' ? target : undefined;
    for (const observer of this.#observers.close) {
      observer.arrived(bytes, host ?? null);
    }
    if (host === undefined) {
      this.counts.faults.loss++;
      return;
    }
    this.counts.events++;
    this.#delivered++;
    this.#tamper?.(bytes, this.#delivered);
    this.hash.number(host.ordinal);
    this.hash.bytes(bytes, 0, bytes.length);
    if (this.network.corrupts(from.id, to, bytes)) {
      this.counts.faults.frameCorruption++;
    }
    const connection = from.ordinal;
    this.#inform(host, { kind: 'message', connection, bytes, start: 0, end: bytes.length });
  }

  #completeDisk(
    host: SimHost,
    incarnation: number,
    operation: DiskOperation | StoreOperation,
  ): void {
    if (host.incarnation !== incarnation || host.state === 'down') {
      return;
    }
    this.counts.events++;
    this.hash.number(host.ordinal);
    const { request, token } = operation;
    this.#observers.completing(host, request);
    const outcome = operation.complete();
    for (const observer of this.#observers.close) {
      observer.completed(host, request, outcome);
    }
    if ('file' in request && isDurable(request, outcome.kind)) {
      this.#observers.synced(host, request.file);
    }
    const strike = this.effects?.completed(host, request) ?? null;
    if (strike === null) {
      this.#inform(host, toEvent(outcome, token));
    } else {
      strike();
    }
  }

  #tick(host: SimHost, incarnation: number): void {
    if (host.incarnation !== incarnation || host.state === 'down') {
      return;
    }
    const period = host.clock.virtualDuration(host.options.tuning.tickMicros);
    this.#push(host, this.nowMicros + period, { kind: 'tick', host, incarnation });
    if (host.state === 'up') {
      this.#inform(host, { kind: 'tick' });
    }
  }

  #deliverReply(from: NodeId, connection: number, bytes: Uint8Array): void {
    this.hash.bytes(bytes, 0, bytes.length);
    const isCut = this.network.clients.isCut(from, 'answers');
    for (const observer of this.#observers.close) {
      observer.heard(bytes, !isCut);
    }
    if (isCut) {
      this.counts.faults.loss++;
    } else {
      this.#client(connection).replied(from, bytes);
    }
  }

  #deliverRequest(to: NodeId, connection: number, bytes: Uint8Array): void {
    if (this.network.clients.isCut(to, 'requests')) {
      this.counts.faults.loss++;
      for (const observer of this.#observers.close) {
        observer.arrived(bytes, null);
      }
      return;
    }
    const host = this.hosts.get(to);
    if (host === undefined || host.state === 'down') {
      this.#client(connection).disconnected(to);
      return;
    }
    this.counts.events++;
    this.hash.number(host.ordinal);
    this.hash.bytes(bytes, 0, bytes.length);
    const end = bytes.length;
    this.#observers.requested(host, connection, bytes, this.nowMicros);
    this.#inform(host, { kind: 'request', connection, bytes, start: 0, end });
  }

  #inform(host: SimHost, event: NodeEvent): void {
    host.inbox.push(event);
    if (host.state === 'up') {
      this.#wake(host);
    }
  }

  #wake(host: SimHost): void {
    if (!host.isTurnScheduled) {
      host.isTurnScheduled = true;
      const { ordinal, incarnation, caused } = host;
      const delay = this.random.below(TURN_DELAY_MICROS, SITES.turnDelay, ordinal, caused);
      this.#push(host, this.nowMicros + delay, { kind: 'turn', host, incarnation });
    }
  }

  #turn(host: SimHost): void {
    host.isTurnScheduled = false;
    if (host.state !== 'up') {
      return;
    }
    const effects = this.#handle(host);
    const strike = this.effects === null ? null : this.#executeWatched(host, effects, this.effects);
    if (this.effects === null) {
      for (const effect of effects) {
        this.#execute(host, effect);
      }
    }
    this.#observers.afterTurn(host);
    strike?.();
  }

  /** Carries out effects up to the one that the node does not outlive; null when it outlives all. */
  #executeWatched(host: SimHost, effects: readonly Effect[], watch: EffectWatch): Strike | null {
    let strike = watch.turned(host);
    for (const effect of effects) {
      strike ??= watch.before(host, effect);
      if (strike !== null) {
        return strike;
      }
      this.#execute(host, effect);
      strike = watch.after(host, effect);
    }
    return strike ?? watch.ended(host);
  }

  /** A node that is about to end says what it has to say, and does nothing else any more. */
  #lastTurn(host: SimHost): void {
    host.isTurnScheduled = false;
    for (const effect of this.#handle(host)) {
      if (effect.kind === 'reply') {
        this.#execute(host, effect);
      }
    }
    this.#observers.afterTurn(host);
  }

  #handle(host: SimHost): readonly Effect[] {
    try {
      return host.runTurn(this.nowMicros);
    } catch (error) {
      if (error instanceof Violation) {
        throw error;
      }
      const { message, stack } = error as Error;
      throw new Violation('engine', 'crash', `${message}\n${stack ?? ''}`, { node: host.id });
    }
  }

  #execute(host: SimHost, effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#sendFrames(host, effect);
        return;
      case 'reply':
        this.#observers.answered(host, effect.connection, effect.bytes);
        this.#push(host, this.nowMicros + this.#clientLatency(host), {
          kind: 'reply',
          from: host.id,
          connection: effect.connection,
          bytes: effect.bytes,
        });
        return;
      case 'hangUp':
        this.#hangUp(host, effect.connection);
        return;
      case 'disconnect':
        // Here nobody tries again and again to reach a machine that is gone.
        return;
      case 'notify':
        countNotice(this.counts, effect.notice);
        this.#observers.tell((observer) => observer.noticed?.(host, effect.notice));
        return;
      case 'again':
        this.#wake(host);
        return;
      default:
        this.#submit(host, effect);
    }
  }

  #sendFrames(host: SimHost, { to, buffer, length }: Extract<Effect, { kind: 'send' }>): void {
    for (let at = 0; at < length; ) {
      const end = at + 4 + readU32(buffer, at);
      this.#send(host, to, this.#frames.copy(buffer, at, end));
      at = end;
    }
    this.#ports.buffers.give(buffer);
  }

  #send(host: SimHost, to: NodeId, bytes: Uint8Array): void {
    const { incarnation } = host;
    const { arrivalsMicros, fate } = this.network.transmit(host.id, to, this.nowMicros);
    if (fate === 'lost' || fate === 'overflow') {
      this.counts.faults.loss++;
    } else if (fate === 'duplicated') {
      this.counts.faults.duplicate++;
    }
    const copies: Uint8Array[] = [];
    for (let copy = 0; copy < arrivalsMicros.length; copy++) {
      // The receiver owns what it gets: two copies never share memory.
      copies.push(copy === 0 ? bytes : bytes.slice());
    }
    for (const observer of this.#observers.close) {
      observer.transmitted(host, to, bytes, fate, copies);
    }
    for (let copy = 0; copy < arrivalsMicros.length; copy++) {
      const own = copies[copy] as Uint8Array;
      const event = { kind: 'frame', from: host, incarnation, to, bytes: own } as const;
      this.#push(host, arrivalsMicros[copy] as number, event);
    }
  }

  #submit(host: SimHost, effect: StorageRequest & { readonly token: number }): void {
    const { incarnation } = host;
    const operation = isStoreRequest(effect)
      ? this.#submitToStore(host, effect)
      : this.#submitToDisk(host, effect);
    for (const observer of this.#observers.close) {
      observer.issued(host, operation);
    }
    this.counts.faults.slowDisk += operation.stalled ? 1 : 0;
    this.#push(host, operation.doneMicros, { kind: 'disk', host, incarnation, operation });
  }

  #submitToStore(host: SimHost, effect: StoreRequest & { readonly token: number }): StoreOperation {
    if (effect.kind === 'storeWrite') {
      this.counts.stores.writes++;
      for (const { key, value } of effect.changes) {
        this.hash.text(key);
        this.hash.bytes(value ?? NOTHING, 0, value?.length ?? 0);
      }
    }
    return host.stores.submit(effect, effect.token, this.nowMicros);
  }

  #submitToDisk(host: SimHost, effect: DiskRequest & { readonly token: number }): DiskOperation {
    if (effect.kind === 'write') {
      this.hash.number(effect.offset);
      this.hash.bytes(effect.buffer, 0, effect.length);
    }
    const operation = host.disk.submit(effect, effect.token, this.nowMicros);
    this.#observers.submitted(host, operation);
    if (effect.kind !== 'syncDirectory') {
      return operation;
    }
    // Files and databases lie in one directory.
    const syncNames = host.stores.beginDirectorySync();
    return {
      ...operation,
      complete: () => {
        const outcome = operation.complete();
        if (outcome.kind === 'synced') {
          syncNames();
        }
        return outcome;
      },
    };
  }

  /** Both sides learn of each other and of the version they share, once both can be reached. */
  #connect(one: SimHost, other: SimHost): void {
    const incarnations = [one.incarnation, other.incarnation];
    const delay = this.random.below(CONNECT_MICROS, SITES.peerUp, one.ordinal, one.caused);
    const connect = () => {
      const isOld = one.incarnation !== incarnations[0] || other.incarnation !== incarnations[1];
      if (isOld || one.state === 'down' || other.state === 'down') {
        return;
      }
      if (this.network.isCut(one.id, other.id) || this.network.isCut(other.id, one.id)) {
        this.#connect(one, other);
        return;
      }
      const versions = [one, other].map((host) => host.options.tuning.protocolVersionMax);
      const version = Math.min(...versions) as ProtocolVersion;
      this.#inform(one, { kind: 'peerUp', peer: other.id, version });
      this.#inform(other, { kind: 'peerUp', peer: one.id, version });
    };
    this.#call(this.nowMicros + 1 + delay, connect, CALL_OWNERS + one.ordinal);
  }

  /** `host` breaks off the connection on which another machine speaks to it. */
  #hangUp(host: SimHost, ordinal: number): void {
    const other = this.machines.find((machine) => machine.ordinal === ordinal);
    if (other !== undefined && other.state !== 'down') {
      this.counts.faults.hangUp++;
      this.#inform(other, { kind: 'peerDown', peer: host.id });
      this.#connect(other, host);
    }
  }

  /** Peers and clients find out, some sooner than others. */
  #disconnect(host: SimHost): void {
    const { incarnation: gone } = host;
    for (const peer of this.machines) {
      const { incarnation } = peer;
      const delay = this.random.below(300_000, SITES.peerDown, peer.ordinal, peer.caused);
      const disconnect = () => {
        // Whoever hears first that it is back learns from that alone that it was gone.
        const isGone = host.incarnation === gone;
        const isThere = peer.state !== 'down' && peer.incarnation === incarnation;
        if (peer !== host && isGone && isThere) {
          this.#inform(peer, { kind: 'peerDown', peer: host.id });
        }
      };
      this.#call(this.nowMicros + delay, disconnect, CALL_OWNERS + peer.ordinal);
    }
    for (const client of this.#clients.values()) {
      const delay = this.#clientLatency(client);
      const disconnect = () => client.disconnected(host.id);
      this.#call(this.nowMicros + delay, disconnect, CALL_OWNERS + client.ordinal);
    }
  }

  #clientLatency({ ordinal, caused }: Cause): number {
    return 1 + this.random.below(CLIENT_LATENCY_MICROS, SITES.clientLatency, ordinal, caused);
  }

  #client(connection: number): ClientEnd & Cause {
    return present(this.#clients.get(connection), 'a connection belongs to a client');
  }

  #push(cause: Cause, atMicros: number, event: SimEvent): void {
    cause.caused++;
    const owner = event.kind === 'call' ? event.owner : cause.ordinal;
    const tiebreak = this.random.tiebreak(cause.ordinal, cause.caused, atMicros, owner);
    this.journal?.pushed(event, owner);
    this.#heap.push(atMicros, tiebreak, event);
  }
}

const NOTHING = new Uint8Array(0);

/** The most frequent outcomes one by one: copying what may be of any shape takes its time. */
function toEvent(outcome: StorageOutcome, token: number): NodeEvent {
  switch (outcome.kind) {
    case 'written':
      return { kind: 'written', token };
    case 'synced':
      return { kind: 'synced', token };
    case 'stored':
      return { kind: 'stored', token };
    case 'readDone':
      return { kind: 'readDone', bytes: outcome.bytes, token };
    default:
      return { ...outcome, token };
  }
}

/** Whether the outcome means that something of the file is on the medium now. */
function isDurable(request: DiskRequest, outcome: string): boolean {
  return (
    (request.kind === 'sync' && outcome === 'synced') ||
    (request.kind === 'write' && outcome === 'written')
  );
}
