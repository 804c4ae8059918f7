import type { NodeId } from '../../src/base/ids.ts';
import { present, unreachable } from '../../src/base/invariant.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { NodeOptions, Tuning } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { SITES } from '../base/keyed-random.ts';
import { DiskFaults, NO_DISK_FAULTS } from '../disk/disk-faults.ts';
import { type CrashDamage, SimDisk } from '../disk/sim-disk.ts';
import type { EventTrace } from '../record/event-trace.ts';
import { SimStores } from '../store/sim-stores.ts';
import { ClientConnections } from './client-connections.ts';
import { DiskWork } from './disk-work.ts';
import { countDeeds } from './engine-deeds.ts';
import type { Fault, FaultKey } from './fault.ts';
import { Ground } from './ground.ts';
import type { Observer } from './observer.ts';
import { PeerConnections } from './peer-connections.ts';
import { PeerFrames, type Tamper } from './peer-frames.ts';
import { HASH_KINDS, type SimEvent } from './sim-event.ts';
import { SimHost } from './sim-host.ts';
import { Turns } from './turns.ts';

/** Owner of a call that has no order of its own. */
const NOBODY = 0;

/**
 * The simulated world: machines, their disks, the network between them and their clients, moved by
 * one queue of events. The same configuration gives the same events, byte for byte.
 */
export class World extends Ground {
  readonly clients = new ClientConnections(this);
  /** No fault strikes any more: what was meant to follow from an earlier one must not. */
  areFaultsOver = false;
  readonly #frames = new PeerFrames(this);
  readonly #peers = new PeerConnections(this);
  readonly #disks = new DiskWork(this);
  readonly #turns = new Turns(this, {
    frames: this.#frames,
    peers: this.#peers,
    clients: this.clients,
    disks: this.#disks,
  });
  #areDisksMended = false;
  #machines = 0;
  #starts = 0;
  #trace: EventTrace | null = null;

  observe(observer: Observer): void {
    this.observers.add(observer);
  }

  tamperWith(tamper: Tamper): void {
    this.#frames.tamperWith(tamper);
  }

  /** Every event is written down from now on. */
  traceTo(trace: EventTrace): void {
    this.#trace = trace;
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
    this.observers.tell((observer) => observer.starting?.(host));
    this.#starts++;
    const trace = {
      sent: (message: PeerMessage) => this.observers.sent(host, message),
      taking: (replica: Replica, message: PeerMessage['message']) =>
        this.observers.taking(host, replica, message),
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
    host.boot(this.ports, trace, this.#starts);
    const { incarnation } = host;
    this.agenda.push(host, this.nowMicros, { kind: 'tick', host, incarnation });
    this.wake(host);
    // Whoever is paused hears of it later.
    for (const peer of this.machines) {
      if (peer !== host && peer.state !== 'down') {
        this.#peers.connect(host, peer);
      }
    }
  }

  /** Tells the node on `host` to stop, as an operator does, and ends it when it has answered everybody. */
  stop(host: SimHost): void {
    if (host.state === 'up') {
      host.inbox.push({ kind: 'stop' });
      this.#turns.takeLast(host);
    }
    this.crash(host, false);
  }

  /** Ends the node on `host` at once; `powerLoss` also takes what its disk has not synced. */
  crash(host: SimHost, powerLoss: boolean): void {
    this.observers.tell((observer) => observer.stopping?.(host));
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
    this.observers.tell((observer) => observer.stopped?.(host, { damage }));
    this.#peers.disconnect(host);
    this.clients.disconnect(host);
  }

  /** Nothing that the node on `host` has sent to other nodes arrives any more: it was still in the machine. */
  silence(host: SimHost): void {
    host.silencedThrough = host.incarnation;
  }

  pause(host: SimHost): void {
    host.state = 'paused';
    this.observers.tell((observer) => observer.paused?.(host));
  }

  resume(host: SimHost): void {
    host.state = 'up';
    this.observers.tell((observer) => observer.resumed?.(host));
    this.wake(host);
  }

  /** Runs `run` at that time. */
  at(atMicros: number, run: () => void): void {
    this.agenda.call(Math.max(atMicros, this.nowMicros), run, NOBODY);
  }

  /** Counts something that was done to the cluster as an event of its own. */
  noteFault(code: number, detail: number): void {
    this.counts.events++;
    this.hash.number(code);
    this.hash.number(detail);
  }

  /** Tells observers of a fault; changes nothing, and is not part of the hash. */
  faultBegan(key: FaultKey, fault: Fault): void {
    this.observers.tell((observer) => observer.faultBegan?.(key, fault));
  }

  faultEnded(key: FaultKey, succeeded = true): void {
    this.observers.tell((observer) => observer.faultEnded?.(key, succeeded));
  }

  /** Tells observers that every fault was mended for good. */
  healed(): void {
    this.observers.tell((observer) => observer.healed?.());
  }

  /** Tells observers that a removed machine is about to be switched off. */
  leaving(host: SimHost): void {
    this.observers.tell((observer) => observer.leaving?.(host));
  }

  /** Ends the run: what the nodes that are up have counted is part of the result. */
  finish(): void {
    for (const host of this.machines) {
      countDeeds(this.counts, host);
    }
  }

  /** Lets everything happen that is due before `untilMicros`. @throws Violation */
  runUntil(untilMicros: number): void {
    while (this.agenda.nextMicros < untilMicros) {
      this.nowMicros = this.agenda.nextMicros;
      const event = this.agenda.next();
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
        this.#frames.deliver(event);
        return;
      case 'disk':
        this.#disks.complete(event);
        return;
      case 'tick':
        this.#tick(event.host, event.incarnation);
        return;
      case 'turn':
        if (event.host.incarnation === event.incarnation) {
          this.#turns.take(event.host);
        }
        return;
      case 'request':
        this.clients.deliverRequest(event);
        return;
      case 'reply':
        this.clients.deliverReply(event);
        return;
      case 'call':
        event.run();
        return;
      default:
        unreachable(event);
    }
  }

  #tick(host: SimHost, incarnation: number): void {
    if (host.incarnation !== incarnation || host.state === 'down') {
      return;
    }
    const period = host.clock.virtualDuration(wakeMicros(host.options.tuning));
    this.agenda.push(host, this.nowMicros + period, { kind: 'tick', host, incarnation });
    if (host.state === 'up') {
      this.inform(host, { kind: 'tick' });
    }
  }
}

/** How often a node looks at its clock, as in the real world: for its ticks, and for syncs at intervals. */
function wakeMicros({ tickMicros, syncMode }: Tuning): number {
  return syncMode.kind === 'interval'
    ? Math.min(tickMicros, syncMode.intervalMs * 1000)
    : tickMicros;
}
