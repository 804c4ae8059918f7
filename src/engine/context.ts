import type { RaftLabError } from '../base/errors.ts';
import type { GroupId, NodeId } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import type { Ports } from '../base/ports.ts';
import type { ProtocolVersion } from '../codec/protocol-version.ts';
import { binaryBlocks } from '../codec/snapshot/binary-blocks.ts';
import type { BlockCodecs } from '../codec/snapshot/snapshot-reader.ts';
import { thriftBlocks } from '../codec/snapshot/thrift-blocks.ts';
import { type MachineStore, StateMachine } from '../kv/machine.ts';
import { MemoryStore } from '../kv/memory-store.ts';
import { StateDigest } from '../kv/state-digest.ts';
import type { LogWriter } from '../storage/log/log-writer.ts';
import { Databases } from './databases.ts';
import { DirtyReplicas } from './dirty-replicas.ts';
import { noEngineCounts } from './engine-counts.ts';
import { EngineDisk } from './engine-disk.ts';
import type { Effect, Notice } from './events.ts';
import { FORMER_PEERS_MAX } from './forgetting.ts';
import type { NodeOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import type { Replica } from './replica.ts';
import { Replies } from './replies.ts';
import type { EngineTrace } from './trace.ts';
import { Transfers } from './transfers.ts';

/** What the parts of one node share. */
export class NodeContext {
  readonly options: NodeOptions;
  readonly ports: Ports;
  readonly fail: (error: Error) => void;
  readonly trace: EngineTrace | null;
  readonly disk = new EngineDisk();
  readonly counts = noEngineCounts();
  readonly outbox: Outbox;
  readonly replies: Replies;
  readonly blockCodecs: BlockCodecs;
  readonly transfers: Transfers;
  readonly databases: Databases;
  readonly replicas = new Map<GroupId, Replica>();
  /** Replicas that have ticks: all but those whose group sleeps. */
  readonly awake = new Set<Replica>();
  /** Replicas to which something happened. */
  readonly dirty = new DirtyReplicas();
  /** Replicas that have work for another turn. */
  readonly unfinished = new Set<Replica>();
  /** Peers to whom a connection stands. */
  readonly connected = new Set<NodeId>();
  /** What each peer was last heard to speak, as far as this node speaks it too. */
  readonly peerVersions = new Map<NodeId, ProtocolVersion>();
  /** Peers with whom the host keeps a connection, or tries to. */
  readonly linked = new Set<NodeId>();
  /** When it was last looked at which of them are still needed. */
  linksCheckedTick = 0;
  /** Beyond as many peers it is time to forget those that are gone. */
  peersMax = FORMER_PEERS_MAX;
  /** Time of the current turn. */
  nowMicros = 0;
  /** Ticks of this node so far. */
  nowTick = 0;
  /** Time up to which ticks were counted. */
  tickedMicros = 0;
  #log: LogWriter | null = null;
  #notices: Notice[] = [];
  readonly #hangUps = new Map<number, RaftLabError>();
  #disconnects: NodeId[] = [];

  /** @param fail - stops the node: its disk, or raftlab itself, is not to be trusted any more. */
  constructor(
    options: NodeOptions,
    ports: Ports,
    trace: EngineTrace | null,
    fail: (error: Error) => void,
  ) {
    this.options = options;
    this.ports = ports;
    this.fail = fail;
    this.trace = trace;
    this.outbox = new Outbox(options, ports, this.counts, trace);
    this.replies = new Replies(ports.utf8);
    this.transfers = new Transfers(options);
    this.databases = new Databases(this);
    this.blockCodecs = { binary: binaryBlocks(ports.utf8), thrift: thriftBlocks(ports.utf8) };
  }

  /** The log that all replicas write; there is none before the disk was read. */
  get log(): LogWriter {
    return present(this.#log, 'the log is open once replicas run');
  }

  openLog(log: LogWriter): void {
    this.#log = log;
  }

  /** Lets the log write what waits, if there is a log yet. */
  pumpLog(): void {
    this.#log?.pump(this.nowMicros);
  }

  newMachine(store: MachineStore = new MemoryStore()): StateMachine {
    const { tracksDigest } = this.options;
    const digest = tracksDigest ? new StateDigest(this.ports.checksum) : null;
    return new StateMachine(store, digest);
  }

  notify(notice: Notice): void {
    this.#notices.push(notice);
  }

  /** Asks for a connection to be broken off; once is enough. */
  hangUp(connection: number, error: RaftLabError): void {
    this.#hangUps.set(connection, error);
  }

  /** Lets the host give up its connection to a peer. */
  disconnect(peer: NodeId): void {
    this.#disconnects.push(peer);
  }

  /** Adds connections to be broken off or given up, and what there is to tell, to `effects`. */
  moveNoticesTo(effects: Effect[]): void {
    if (this.#hangUps.size > 0) {
      for (const [connection, error] of this.#hangUps) {
        effects.push({ kind: 'hangUp', connection, error });
      }
      this.#hangUps.clear();
    }
    if (this.#disconnects.length > 0) {
      for (const peer of this.#disconnects) {
        effects.push({ kind: 'disconnect', peer });
      }
      this.#disconnects = [];
    }
    if (this.#notices.length > 0) {
      for (const notice of this.#notices) {
        effects.push({ kind: 'notify', notice });
      }
      this.#notices = [];
    }
  }
}
