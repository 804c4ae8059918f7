import { addressOfNodeId } from '../base/address.ts';
import type { NodeId } from '../base/ids.ts';
import type { Ports } from '../base/ports.ts';
import type { Effect, EventBatch, NodeEvent, Notice } from '../engine/events.ts';
import type { Tuning } from '../engine/options.ts';
import type { StorageOutcome } from '../storage/disk.ts';
import { isStoreRequest } from '../storage/store/store-request.ts';
import { nowMicros } from './clock.ts';
import { DataDirectory, type DataPaths, isLog } from './disk/data-directory.ts';
import { NodeDisk } from './disk/node-disk.ts';
import type { OwnIdentity } from './network/handshaking.ts';
import { Listener, type RefusedConnections } from './network/listener.ts';
import { PeerLanes } from './network/peer-lanes.ts';
import { PLAIN, type Transport } from './network/transport.ts';
import { nodePorts } from './platform/ports.ts';
import { LevelStores } from './store/level-stores.ts';

/** Turns in a row before the event loop looks at the network again. */
const TURNS_MAX = 4;
/** The last answers have left by then, to whoever reads them. */
const FAREWELL_MS = 1000;

/** Numbers about the connections of a running node. */
export interface HostStatistics {
  readonly droppedSends: number;
  readonly refusedConnections: RefusedConnections;
}

/** What a host uses of its machine. */
export interface HostSetup extends DataPaths {
  /** How nodes and clients are connected; in the clear where nothing is said. */
  readonly transport?: Transport;
}

/** A connection from or to `address` was refused, or broken off. */
export type OnRefusal = (address: string, reason: string) => void;

/** A node as a host sees it: a function from events to effects. */
export interface HostedNode {
  readonly options: {
    readonly node: NodeId;
    readonly deployment: number;
    readonly tuning: Pick<
      Tuning,
      | 'tickMicros'
      | 'syncMode'
      | 'protocolVersionMax'
      | 'sendQueueBytesMax'
      | 'sendQueueMessagesMax'
    >;
  };
  handle(batch: EventBatch): readonly Effect[];
}

/**
 * Runs a node in this process: on a real disk, real sockets and the real clock. It carries effects
 * out and brings their outcomes back, and decides nothing.
 */
export class Host<Node extends HostedNode> {
  readonly #node: Node;
  readonly #disk: NodeDisk;
  readonly #stores: LevelStores;
  readonly #listener: Listener;
  readonly #links = new Map<NodeId, PeerLanes>();
  readonly #own: OwnIdentity;
  readonly #transport: Transport;
  readonly #ports = nodePorts();
  readonly #onNotice: (notice: Notice) => void;
  readonly #onRefusal: OnRefusal;
  #inbox: NodeEvent[] = [];
  #isTurnScheduled = false;
  #ticker: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** On connections that were given up. */
  #formerDroppedSends = 0;

  constructor(
    createNode: (ports: Ports) => Node,
    { walDirectory, directory, transport = PLAIN }: HostSetup,
    onNotice: (notice: Notice) => void,
    onRefusal: OnRefusal = () => undefined,
  ) {
    this.#node = createNode(this.#ports);
    this.#disk = new NodeDisk(new DataDirectory({ directory, walDirectory }), isLog);
    this.#stores = new LevelStores(directory);
    this.#onNotice = onNotice;
    this.#onRefusal = onRefusal;
    this.#own = ownIdentity(this.#node.options);
    this.#transport = transport;
    this.#listener = new Listener(this.#own, transport, {
      message: (connection, bytes, start, end) =>
        this.#take({ kind: 'message', connection, bytes, start, end }),
      request: (connection, bytes, start, end) =>
        this.#take({ kind: 'request', connection, bytes, start, end }),
      refused: onRefusal,
    });
  }

  get node(): Node {
    return this.#node;
  }

  get statistics(): HostStatistics {
    let droppedSends = this.#formerDroppedSends;
    for (const link of this.#links.values()) {
      droppedSends += link.dropped;
    }
    return { droppedSends, refusedConnections: this.#listener.refused };
  }

  /**
   * Opens the port, then lets the node read its disk; a `ready` or `nodeFailed` notice follows.
   *
   * @param bindHost - address to listen on.
   * @throws RaftLabError when the port cannot be opened; nothing was touched then.
   */
  async start(bindHost: string): Promise<void> {
    const { node, tuning } = this.#node.options;
    const port = Number(addressOfNodeId(node).split(':')[1]);
    await this.#listener.listen(bindHost, port);
    this.#ticker = setInterval(() => this.#take({ kind: 'tick' }), wakeMs(tuning));
    this.#take({ kind: 'start' });
  }

  /**
   * Lets the node answer everybody who waits, gives the answers time to leave, and closes. Nothing
   * else that is under way is waited for: what is not durable is as after a crash.
   */
  async stop(): Promise<void> {
    for (const effect of this.#node.handle({
      nowMicros: nowMicros(),
      events: [...this.#inbox, { kind: 'stop' }],
    })) {
      if (effect.kind === 'reply' || effect.kind === 'notify') {
        this.#execute(effect);
      }
    }
    this.#inbox = [];
    this.#isClosed = true;
    await this.#listener.finish(FAREWELL_MS);
    await this.close();
  }

  /**
   * Stops at once, as a crash would, but gives the directory and the port back; the directory only
   * once the databases in it are closed.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#ticker !== null) {
      clearInterval(this.#ticker);
    }
    this.#listener.close();
    for (const link of this.#links.values()) {
      link.close();
    }
    if (this.#stores.isInUse) {
      await this.#stores.close();
    }
    this.#disk.close();
  }

  #take(event: NodeEvent): void {
    this.#inbox.push(event);
    if (!this.#isTurnScheduled && !this.#isClosed) {
      this.#isTurnScheduled = true;
      // After everything the sockets have brought by now: one turn for all of it.
      setImmediate(() => this.#runTurns());
    }
  }

  /** A write that blocked is answered already: what it makes possible need not wait for the network. */
  #runTurns(): void {
    for (let turn = 0; turn < TURNS_MAX && this.#inbox.length > 0 && !this.#isClosed; turn++) {
      const now = nowMicros();
      const events = this.#inbox;
      this.#inbox = [];
      for (const effect of this.#node.handle({ nowMicros: now, events })) {
        this.#execute(effect);
      }
    }
    this.#isTurnScheduled = false;
    if (this.#inbox.length > 0 && !this.#isClosed) {
      this.#isTurnScheduled = true;
      setImmediate(() => this.#runTurns());
    }
  }

  #execute(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#link(effect.to).send(effect, effect.lane);
        return;
      case 'reply':
        this.#listener.reply(effect.connection, effect.bytes);
        return;
      case 'hangUp':
        this.#listener.hangUp(effect.connection, effect.error.message);
        return;
      case 'disconnect':
        this.#disconnect(effect.peer);
        return;
      case 'notify':
        this.#onNotice(effect.notice);
        return;
      case 'again':
        this.#take({ kind: 'tick' });
        return;
      default: {
        const { token } = effect;
        const completed = (outcome: StorageOutcome) => this.#take({ ...outcome, token });
        if (isStoreRequest(effect)) {
          this.#stores.request(effect, completed);
        } else {
          this.#disk.request(effect, completed);
        }
      }
    }
  }

  #disconnect(peer: NodeId): void {
    const link = this.#links.get(peer);
    if (link !== undefined) {
      this.#links.delete(peer);
      this.#formerDroppedSends += link.dropped;
      link.close();
    }
  }

  #link(peer: NodeId): PeerLanes {
    let link = this.#links.get(peer);
    if (link === undefined) {
      const { sendQueueBytesMax, sendQueueMessagesMax } = this.#node.options.tuning;
      const resources = {
        pool: this.#ports.buffers,
        transport: this.#transport,
        sendQueueBytesMax,
        sendQueueMessagesMax,
      };
      link = new PeerLanes(peer, this.#own, resources, {
        peerUp: (node, version) => this.#take({ kind: 'peerUp', peer: node, version }),
        peerDown: (node) => this.#take({ kind: 'peerDown', peer: node }),
        refused: (node, reason) => this.#onRefusal(addressOfNodeId(node), reason),
      });
      this.#links.set(peer, link);
    }
    return link;
  }
}

function ownIdentity({ node, deployment, tuning }: HostedNode['options']): OwnIdentity {
  return { node, deployment, versionMax: tuning.protocolVersionMax };
}

/** How often a node must look at the clock: for its ticks, and for syncs at intervals. */
function wakeMs({ tickMicros, syncMode }: HostedNode['options']['tuning']): number {
  const tickMs = Math.max(1, Math.floor(tickMicros / 1000));
  return syncMode.kind === 'interval' ? Math.min(tickMs, syncMode.intervalMs) : tickMs;
}
