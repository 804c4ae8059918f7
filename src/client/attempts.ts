import { type GroupId, NO_NODE, type NodeId } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import type { Utf8 } from '../base/ports.ts';
import type { ClientOptions, SendFrame } from './client-options.ts';
import { GroupRoute } from './group-route.ts';
import type { Operation, Outcome, UnknownCause } from './operation.ts';
import { RequestFrames } from './request-frames.ts';

/** Operations without an outcome: whom each asks, when it asks again, and when it is given up. */
export class Attempts {
  readonly options: ClientOptions;
  readonly #send: SendFrame;
  readonly #routes = new Map<GroupId, GroupRoute>();
  readonly #operations = new Map<number, Operation>();
  readonly #frames: RequestFrames;
  /** Nodes to try while the leader is not known. */
  nodes: readonly NodeId[];
  /** Operations that wait for their next attempt. */
  #retrying: Operation[] = [];
  #turn = 0;

  constructor(options: ClientOptions, utf8: Utf8, send: SendFrame) {
    this.options = options;
    this.nodes = options.nodes;
    this.#send = send;
    this.#frames = new RequestFrames(utf8);
  }

  get pending(): number {
    return this.#operations.size;
  }

  add(operation: Operation): void {
    this.#operations.set(operation.requestId, operation);
  }

  find(requestId: number): Operation | undefined {
    return this.#operations.get(requestId);
  }

  /** What is known of the group. */
  route(group: GroupId): GroupRoute {
    let route = this.#routes.get(group);
    if (route === undefined) {
      route = new GroupRoute(group);
      this.#routes.set(group, route);
    }
    return route;
  }

  /** Sends the operation to whom it is for, or to who is thought to lead. */
  ask(operation: Operation, nowMicros: number): void {
    const route = this.route(operation.group);
    const node = this.#choose(operation, route);
    operation.askedNode = node;
    operation.askedMicros = nowMicros;
    if (!this.#send(node, this.#frames.encode(operation, route))) {
      this.forgetLeader(operation);
      this.retryLater(operation, nowMicros + this.options.backoffMicros);
    }
  }

  /** The connection to `node` broke: whatever was asked there may have happened. */
  disconnected(node: NodeId, nowMicros: number): void {
    for (const route of this.#routes.values()) {
      if (route.leader === node) {
        route.leader = NO_NODE;
      }
    }
    for (const operation of [...this.#operations.values()]) {
      if (operation.askedNode === node) {
        this.missAnswer(operation, 'disconnected', nowMicros);
      }
    }
  }

  /** Gives up what is overdue, and attempts that were not answered in time. */
  expire(nowMicros: number): void {
    // What begins meanwhile is not overdue.
    for (const operation of this.#operations.values()) {
      if (operation.deadlineMicros <= nowMicros) {
        this.#giveUp(operation);
      } else if (
        operation.askedNode !== NO_NODE &&
        nowMicros - operation.askedMicros >= this.options.attemptMicros
      ) {
        this.forgetLeader(operation);
        this.missAnswer(operation, 'timeout', nowMicros);
      }
    }
  }

  /** Calls `begin` for each operation whose next attempt is due. */
  forEachDue(nowMicros: number, begin: (operation: Operation) => void): void {
    const due = this.#retrying.filter((operation) => operation.retryMicros <= nowMicros);
    if (due.length > 0) {
      this.#retrying = this.#retrying.filter((operation) => operation.retryMicros > nowMicros);
    }
    for (const operation of due) {
      if (this.#operations.has(operation.requestId) && operation.askedNode === NO_NODE) {
        begin(operation);
      }
    }
  }

  /**
   * Asks the leader that a refusal named: at once, but once in a backoff period. Two nodes that
   * name each other, as they may while a leader changes, would otherwise be asked in turn as fast
   * as they answer.
   */
  follow(operation: Operation, nowMicros: number): void {
    if (nowMicros < operation.redirectMicros) {
      this.retryLater(operation, nowMicros + this.options.backoffMicros);
      return;
    }
    operation.redirectMicros = nowMicros + this.options.backoffMicros;
    this.ask(operation, nowMicros);
  }

  /** No answer came. A write with a session is repeated, and so is a read; others stay open. */
  missAnswer(operation: Operation, cause: UnknownCause, nowMicros: number): void {
    const { kind } = operation.intent;
    const isRead = kind === 'read' || kind === 'register' || kind === 'unregister';
    const isRepeatable = isRead || (kind === 'write' && this.options.sessions);
    operation.isAmbiguous ||= !isRead;
    if (isRepeatable) {
      this.retryLater(operation, nowMicros + this.options.backoffMicros);
    } else {
      this.finish(operation, { kind: 'unknown', cause });
    }
  }

  /** It asks nobody before then. */
  retryLater(operation: Operation, retryMicros: number): void {
    operation.askedNode = NO_NODE;
    operation.retryMicros = retryMicros;
    this.#retrying.push(operation);
  }

  /** Its caller is told, and nothing that comes later counts. */
  finish(operation: Operation, outcome: Outcome): void {
    this.#operations.delete(operation.requestId);
    this.route(operation.group).close(operation.session, operation.sequence);
    operation.done(outcome);
  }

  /** Whoever was thought to lead its group does not, or is not there. */
  forgetLeader(operation: Operation): void {
    this.route(operation.group).leader = NO_NODE;
  }

  #giveUp(operation: Operation): void {
    const wasAsked = operation.askedNode !== NO_NODE && operation.intent.kind !== 'read';
    if (operation.isAmbiguous || wasAsked) {
      this.finish(operation, { kind: 'unknown', cause: 'timeout' });
    } else {
      const { lastRefusal } = operation;
      const reason =
        lastRefusal === null
          ? 'no answer before the deadline'
          : `refused until the deadline, the last time as ${lastRefusal}`;
      this.finish(operation, { kind: 'failed', code: 'timeout', reason });
    }
  }

  #choose(operation: Operation, route: GroupRoute): NodeId {
    if (operation.pinned !== NO_NODE) {
      return operation.pinned;
    }
    if (route.leader !== NO_NODE) {
      return route.leader;
    }
    this.#turn++;
    return present(this.nodes[this.#turn % this.nodes.length], 'a client knows a node');
  }
}
