import { readU32 } from '../../src/base/bytes.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { Effect, NodeEvent } from '../../src/engine/events.ts';
import { RaftNode } from '../../src/engine/node.ts';
import type { NodeOptions } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { EngineTrace } from '../../src/engine/trace.ts';
import type { SimDisk } from '../disk/sim-disk.ts';
import type { SimStores } from '../store/sim-stores.ts';
import { MachineClock } from './machine-clock.ts';

const READS_PER_START = 2 ** 32;

/** Whether a machine works: down, frozen with its process, or up. */
export type HostState = 'up' | 'paused' | 'down';

/**
 * A machine: a disk that outlives crashes, a clock of its own, and the node that runs on it while it
 * is up.
 */
export class SimHost {
  readonly id: NodeId;
  /** Position among all machines of the run, from 1; what reports call it. */
  readonly ordinal: number;
  readonly disk: SimDisk;
  readonly stores: SimStores;
  readonly clock: MachineClock;
  /** How much faster than virtual time its clock runs at first. */
  readonly driftPpm: number;
  state: HostState = 'down';
  /** Counts starts of the node; events for an earlier one are void. */
  incarnation = 0;
  /** What starts up to this one have sent and nobody got yet is lost. */
  silencedThrough = 0;
  node: RaftNode | null = null;
  options: NodeOptions;
  /** Events that this machine has caused so far: what its own draws are keyed by. */
  caused = 0;
  /** What happened since the last turn. */
  inbox: NodeEvent[] = [];
  isTurnScheduled = false;
  /** It began another group under the same name: what it holds is nothing to compare others with. */
  isUnseen = false;
  /** Replicas to which something happened in the last turn. */
  touched: Replica[] = [];
  /** Replicas that had nothing to do in it but to note that time passed, or that a peer is there. */
  rested: Replica[] = [];

  constructor(
    options: NodeOptions,
    ordinal: number,
    media: { readonly disk: SimDisk; readonly stores: SimStores },
    driftPpm: number,
  ) {
    this.id = options.node;
    this.options = options;
    this.ordinal = ordinal;
    this.disk = media.disk;
    this.stores = media.stores;
    this.clock = new MachineClock(driftPpm);
    this.driftPpm = driftPpm;
  }

  /** @param start - counts the starts of all machines */
  boot(ports: Ports, trace: EngineTrace, start: number): void {
    this.incarnation++;
    this.state = 'up';
    const firstReadId = start * READS_PER_START;
    this.node = new RaftNode({ ...this.options, firstReadId }, ports, trace);
    this.inbox = [{ kind: 'start' }];
  }

  shutDown(): void {
    this.state = 'down';
    this.node = null;
    this.inbox = [];
    this.isTurnScheduled = false;
    this.touched = [];
    this.rested = [];
  }

  /** Lets the node take in everything that waits. */
  runTurn(virtualMicros: number): readonly Effect[] {
    const events = this.inbox;
    this.touched = [];
    this.rested = [];
    this.inbox = [];
    return (
      this.node?.handle({ nowMicros: this.clock.monotonicMicros(virtualMicros), events }) ?? []
    );
  }
}

/** Calls `take` with the beginning and end of each frame in `buffer[0, length)`. */
export function forEachFrame(
  buffer: Uint8Array,
  length: number,
  take: (start: number, end: number) => void,
): void {
  for (let at = 0; at < length; ) {
    const end = at + 4 + readU32(buffer, at);
    take(at, end);
    at = end;
  }
}
