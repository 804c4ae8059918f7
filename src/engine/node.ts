import { type GroupId, NO_NODE } from '../base/ids.ts';
import { unreachable } from '../base/invariant.ts';
import type { Ports } from '../base/ports.ts';
import { requestIdOf } from '../codec/client/request.ts';
import { onRequest } from './clients.ts';
import { NodeContext } from './context.ts';
import type { EngineCounts } from './engine-counts.ts';
import type { Effect, EventBatch, NodeEvent } from './events.ts';
import type { NodeOptions } from './options.ts';
import { type DroppedFrames, onFrame, onPeerDown, onPeerUp } from './peers.ts';
import { refuseEverybody } from './refusing.ts';
import type { Replica } from './replica.ts';
import { startNode } from './starting.ts';
import { advanceTicks } from './ticking.ts';
import type { EngineTrace } from './trace.ts';
import { runTurn } from './turn.ts';

/** Where a node stands. */
export type NodeStatus = 'new' | 'starting' | 'running' | 'stopped' | 'failed';

/**
 * One node: many groups on one disk, as a function from events to effects.
 *
 * It owns no socket, file, timer or randomness, and never waits. Whoever runs it carries the effects
 * out and brings back what came of them; what it decides, it decides here.
 */
export class RaftNode {
  readonly #context: NodeContext;
  readonly dropped: DroppedFrames = { damaged: 0, misdirected: 0, foreign: 0 };
  #status: NodeStatus = 'new';
  #failure: Error | null = null;

  constructor(options: NodeOptions, ports: Ports, trace: EngineTrace | null = null) {
    this.#context = new NodeContext(options, ports, trace, (error) => this.#fail(error));
  }

  get status(): NodeStatus {
    return this.#status;
  }

  get options(): NodeOptions {
    return this.#context.options;
  }

  /** The groups on this node, for whoever looks on. */
  get replicas(): ReadonlyMap<GroupId, Replica> {
    return this.#context.replicas;
  }

  /** What the node did since its start. */
  get counts(): Readonly<EngineCounts> {
    return this.#context.counts;
  }

  /** Times the log was synced since the start. */
  get syncs(): number {
    return this.#status === 'running' ? this.#context.log.syncs : 0;
  }

  /** Takes in what happened and returns what must be done, in order. */
  handle(batch: EventBatch): Effect[] {
    this.#context.nowMicros = batch.nowMicros;
    let ticks = false;
    for (const event of batch.events) {
      ticks ||= event.kind === 'tick';
      this.#take(event);
    }
    // Messages first: a leader that was heard while this node slept is not missing.
    if (ticks && this.#status === 'running') {
      advanceTicks(this.#context);
    }
    return this.#turn();
  }

  #take(event: NodeEvent): void {
    if (this.#hasEnded && event.kind !== 'request') {
      return;
    }
    switch (event.kind) {
      case 'start':
        this.#start();
        return;
      case 'stop':
        this.#status = 'stopped';
        return;
      case 'tick':
        return;
      case 'message':
        if (this.#status === 'running') {
          onFrame(this.#context, event, this.dropped);
        }
        return;
      case 'peerUp':
        onPeerUp(this.#context, event.peer, event.version);
        return;
      case 'peerDown':
        onPeerDown(this.#context, event.peer);
        return;
      case 'request':
        this.#takeRequest(event);
        return;
      case 'opened':
      case 'listed':
      case 'readDone':
      case 'written':
      case 'synced':
      case 'failed':
      case 'storesListed':
      case 'loaded':
      case 'scanned':
      case 'stored':
      case 'storeSynced':
        this.#context.disk.complete(event.token, event);
        return;
      default:
        unreachable(event);
    }
  }

  #takeRequest(event: Extract<NodeEvent, { kind: 'request' }>): void {
    const { connection, bytes, start, end } = event;
    if (this.#status === 'running') {
      onRequest(this.#context, connection, bytes, start, end);
    } else {
      const caller = { connection, requestId: requestIdOf(bytes, start, end) };
      this.#context.replies.refuse(caller, 'dropped', NO_NODE, this.#whyNot);
    }
  }

  #start(): void {
    this.#status = 'starting';
    this.#context.tickedMicros = this.#context.nowMicros;
    startNode(this.#context, () => {
      this.#status = 'running';
      this.#context.notify({ kind: 'ready' });
    });
  }

  #turn(): Effect[] {
    const effects = this.#work();
    return this.#hasEnded ? [...effects.filter(isSaid), ...this.#lastWords()] : effects;
  }

  #work(): Effect[] {
    if (this.#status === 'running') {
      return runTurn(this.#context);
    }
    if (this.#hasEnded) {
      return [];
    }
    const { disk } = this.#context;
    const effects: Effect[] = [];
    this.#context.pumpLog();
    disk.moveTo(effects);
    this.#moveAnswersTo(effects);
    return effects;
  }

  /** Nothing is promised or written any more, as after a crash; but nobody is left without an answer. */
  #lastWords(): Effect[] {
    for (const replica of this.#context.replicas.values()) {
      refuseEverybody(this.#context, replica, 'dropped', this.#whyNot);
    }
    if (this.#failure !== null) {
      // After the answers: whoever hears of it may end the process.
      this.#context.notify({ kind: 'nodeFailed', error: this.#failure });
      this.#failure = null;
    }
    const effects: Effect[] = [];
    this.#moveAnswersTo(effects);
    return effects;
  }

  #moveAnswersTo(effects: Effect[]): void {
    this.#context.replies.moveTo(effects);
    this.#context.moveNoticesTo(effects);
  }

  /** A disk that failed once cannot be trusted: the node stops rather than promise more. */
  #fail(error: Error): void {
    if (!this.#hasEnded) {
      this.#status = 'failed';
      this.#failure = error;
    }
  }

  get #hasEnded(): boolean {
    return this.#status === 'stopped' || this.#status === 'failed';
  }

  /** Why requests are not served. */
  get #whyNot(): string {
    switch (this.#status) {
      case 'stopped':
        return 'the node is stopping';
      case 'failed':
        return 'the node has failed';
      default:
        return 'the node is starting';
    }
  }
}

/** Whether a node that ends still does it: it tells others what it knows, and writes nothing. */
function isSaid({ kind }: Effect): boolean {
  return kind === 'reply' || kind === 'notify';
}
