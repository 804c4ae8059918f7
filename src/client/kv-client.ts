import { type GroupId, NO_NODE, NO_SESSION, type NodeId, type SessionId } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import type { Utf8 } from '../base/ports.ts';
import { type ClientResponse, decodeResponse } from '../codec/client/response.ts';
import { GroupRoute } from './group-route.ts';
import type { Intent, Operation, Outcome, UnknownCause } from './operation.ts';
import { RequestFrames } from './request-frames.ts';

/** What a client is told once. */
export interface ClientOptions {
  /** Nodes to try while the leader is not known. */
  readonly nodes: readonly NodeId[];
  /** Register sessions, and repeat writes whose outcome is open. */
  readonly sessions: boolean;
  /** An attempt without an answer is given up after this long. */
  readonly attemptMicros: number;
  /** An operation without an outcome is given up after this long. */
  readonly deadlineMicros: number;
  /** Pause before an attempt that had no better idea. */
  readonly backoffMicros: number;
}

/**
 * Sends a request frame to a node; false when it certainly was not sent. The frame's bytes are those
 * of the next one after the call.
 */
export type SendFrame = (node: NodeId, frame: Uint8Array) => boolean;

/**
 * What a caller of raftlab keeps: sessions, so that a repeated write takes effect once; who leads
 * which group; and operations without an answer, repeated with pauses until their deadline.
 *
 * It owns no connection and no clock: frames go out through `send`, and come in with the time.
 */
export class KvClient {
  readonly #options: ClientOptions;
  readonly #utf8: Utf8;
  readonly #send: SendFrame;
  readonly #routes = new Map<GroupId, GroupRoute>();
  readonly #operations = new Map<number, Operation>();
  #nodes: readonly NodeId[];
  /** Operations that wait for their next attempt. */
  #retrying: Operation[] = [];
  readonly #frames: RequestFrames;
  #lastRequestId = 0;
  #turn = 0;

  constructor(options: ClientOptions, utf8: Utf8, send: SendFrame) {
    this.#options = options;
    this.#nodes = options.nodes;
    this.#utf8 = utf8;
    this.#send = send;
    this.#frames = new RequestFrames(utf8);
  }

  /** Operations without an outcome. */
  get pending(): number {
    return this.#operations.size;
  }

  /**
   * Starts an operation; `done` is called once, in this call or a later one.
   *
   * @param pinned - ask this node rather than the leader.
   */
  submit(
    group: GroupId,
    intent: Intent,
    nowMicros: number,
    done: (outcome: Outcome) => void,
    pinned = NO_NODE,
  ): void {
    this.#lastRequestId = (this.#lastRequestId + 1) >>> 0;
    const operation: Operation = {
      requestId: this.#lastRequestId,
      group,
      intent,
      deadlineMicros: nowMicros + this.#options.deadlineMicros,
      done,
      pinned,
      session: NO_SESSION,
      sequence: 0,
      askedNode: NO_NODE,
      askedMicros: nowMicros,
      redirectMicros: nowMicros,
      retryMicros: 0,
      isAmbiguous: false,
      isCommitted: false,
    };
    this.#operations.set(operation.requestId, operation);
    this.#start(operation, nowMicros);
  }

  /** Replaces the nodes to try while the leader is not known. */
  learnNodes(nodes: readonly NodeId[]): void {
    this.#nodes = nodes;
  }

  /** Takes in one response frame from `node`. @throws DecodeError when it is none. */
  onResponse(
    node: NodeId,
    frame: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
    nowMicros: number,
  ): void {
    const response = decodeResponse(frame.bytes, frame.start, frame.end, this.#utf8);
    const operation = this.#operations.get(response.requestId);
    if (operation === undefined) {
      return;
    }
    if (operation.askedNode !== node) {
      // An earlier attempt is answered: an outcome counts, a refusal is out of date.
      if (response.kind === 'refused' || response.kind === 'unknownOutcome') {
        return;
      }
    }
    this.#take(operation, response, node, nowMicros);
  }

  /** The connection to `node` broke: whatever was asked there may have happened. */
  onDisconnected(node: NodeId, nowMicros: number): void {
    for (const route of this.#routes.values()) {
      if (route.leader === node) {
        route.leader = NO_NODE;
      }
    }
    for (const operation of [...this.#operations.values()]) {
      if (operation.askedNode === node) {
        this.#missAnswer(operation, 'disconnected', nowMicros);
      }
    }
  }

  /** Repeats what is due and gives up what is overdue. */
  tick(nowMicros: number): void {
    // What begins meanwhile is not overdue.
    for (const operation of this.#operations.values()) {
      if (operation.deadlineMicros <= nowMicros) {
        this.#giveUp(operation);
      } else if (
        operation.askedNode !== NO_NODE &&
        nowMicros - operation.askedMicros >= this.#options.attemptMicros
      ) {
        this.#forgetLeader(operation);
        this.#missAnswer(operation, 'timeout', nowMicros);
      }
    }
    const due = this.#retrying.filter((operation) => operation.retryMicros <= nowMicros);
    if (due.length > 0) {
      this.#retrying = this.#retrying.filter((operation) => operation.retryMicros > nowMicros);
    }
    for (const operation of due) {
      if (this.#operations.has(operation.requestId) && operation.askedNode === NO_NODE) {
        this.#start(operation, nowMicros);
      }
    }
  }

  #start(operation: Operation, nowMicros: number): void {
    const route = this.#route(operation.group);
    if (operation.intent.kind === 'write' && this.#options.sessions && operation.sequence === 0) {
      if (route.session === 0) {
        route.waiting.push(operation);
        this.#register(route, nowMicros);
        return;
      }
      operation.session = route.session;
      operation.sequence = route.nextSequence();
    }
    if (operation.intent.kind === 'unregister') {
      operation.session = route.session;
      if (operation.session === NO_SESSION) {
        this.#finish(operation, { kind: 'done' });
        return;
      }
    }
    this.#ask(operation, route, nowMicros);
  }

  #register(route: GroupRoute, nowMicros: number): void {
    if (route.isRegistering) {
      return;
    }
    route.isRegistering = true;
    this.submit(route.group, { kind: 'register' }, nowMicros, (outcome) => {
      if (outcome.kind === 'written' && outcome.result.status === 'ok') {
        route.openSession(outcome.result.revision as SessionId);
      }
      route.isRegistering = false;
      const waiting = route.waiting;
      route.waiting = [];
      for (const operation of waiting) {
        // Without a session each tries again, and with it the registration.
        this.#retryLater(operation, 0);
      }
    });
  }

  #ask(operation: Operation, route: GroupRoute, nowMicros: number): void {
    const node = this.#choose(operation, route);
    operation.askedNode = node;
    operation.askedMicros = nowMicros;
    if (!this.#send(node, this.#frames.encode(operation, route))) {
      this.#forgetLeader(operation);
      this.#retryLater(operation, nowMicros + this.#options.backoffMicros);
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
    return present(this.#nodes[this.#turn % this.#nodes.length], 'a client knows a node');
  }

  #take(operation: Operation, response: ClientResponse, node: NodeId, nowMicros: number): void {
    switch (response.kind) {
      case 'written':
        this.#takeResult(operation, response.result, node, nowMicros);
        return;
      case 'read': {
        const { found, revision, value } = response;
        this.#finish(operation, { kind: 'read', found, revision, value });
        return;
      }
      case 'staleRead': {
        const { requestId: _, ...sight } = response;
        this.#finish(operation, sight);
        return;
      }
      case 'status':
        this.#finish(operation, { kind: 'status', status: response.status });
        return;
      case 'done':
        this.#finish(operation, { kind: 'done' });
        return;
      case 'log': {
        const { requestId: _, ...excerpt } = response;
        this.#finish(operation, excerpt);
        return;
      }
      case 'committed':
        if (operation.intent.kind === 'write' && !operation.isCommitted) {
          operation.isCommitted = true;
          operation.intent.onCommitted?.(response.index);
        }
        return;
      case 'unknownOutcome':
        if (response.cause !== 'timeout') {
          // Whoever stops, or led once, is not whom to ask again.
          this.#forgetLeader(operation);
        }
        this.#missAnswer(operation, response.cause, nowMicros);
        return;
      case 'refused':
        this.#takeRefusal(operation, response, node, nowMicros);
        return;
    }
  }

  #takeResult(
    operation: Operation,
    result: Extract<Outcome, { kind: 'written' }>['result'],
    node: NodeId,
    nowMicros: number,
  ): void {
    const route = this.#route(operation.group);
    route.leader = node;
    if (operation.intent.kind === 'unregister') {
      // Also when it is unknown: an attempt before this one may have ended it.
      if (route.session === operation.session) {
        route.loseSession();
      }
      this.#finish(operation, { kind: 'done' });
      return;
    }
    const isEvicted = result.status === 'sessionEvicted';
    if (!isEvicted && result.status !== 'sessionUnknown') {
      this.#finish(operation, { kind: 'written', result });
      return;
    }
    if (route.session === operation.session) {
      route.loseSession();
    }
    if (operation.isAmbiguous) {
      // The session that would tell is gone.
      const cause = isEvicted ? 'sessionEvicted' : 'sessionLost';
      this.#finish(operation, { kind: 'unknown', cause });
    } else {
      operation.session = NO_SESSION;
      operation.sequence = 0;
      this.#retryLater(operation, nowMicros);
    }
  }

  #takeRefusal(
    operation: Operation,
    refusal: Extract<ClientResponse, { kind: 'refused' }>,
    node: NodeId,
    nowMicros: number,
  ): void {
    const route = this.#route(operation.group);
    const { code, leader, reason } = refusal;
    switch (code) {
      case 'notLeader':
        if (leader !== NO_NODE && leader !== node && operation.pinned === NO_NODE) {
          route.leader = leader;
          this.#follow(operation, route, nowMicros);
          return;
        }
        this.#forgetLeader(operation);
        this.#retryLater(operation, nowMicros + this.#options.backoffMicros);
        return;
      case 'busy':
      case 'dropped':
      case 'unknownGroup':
      case 'quarantined':
        if (code !== 'busy') {
          this.#forgetLeader(operation);
        }
        this.#retryLater(operation, nowMicros + this.#options.backoffMicros);
        return;
      case 'invalid':
      case 'tooLarge':
      case 'rejected':
      case 'tooStale':
      case 'unsupported':
      case 'aborted':
      case 'outOfRange':
        this.#finish(operation, { kind: 'failed', code, reason });
        return;
    }
  }

  /**
   * Asks the leader that a refusal named: at once, but once in a backoff period. Two nodes that
   * name each other, as they may while a leader changes, would otherwise be asked in turn as fast
   * as they answer.
   */
  #follow(operation: Operation, route: GroupRoute, nowMicros: number): void {
    if (nowMicros < operation.redirectMicros) {
      this.#retryLater(operation, nowMicros + this.#options.backoffMicros);
      return;
    }
    operation.redirectMicros = nowMicros + this.#options.backoffMicros;
    this.#ask(operation, route, nowMicros);
  }

  /** No answer came. A write with a session is repeated, and so is a read; others stay open. */
  #missAnswer(operation: Operation, cause: UnknownCause, nowMicros: number): void {
    const { kind } = operation.intent;
    const isRead = kind === 'read' || kind === 'register' || kind === 'unregister';
    const isRepeatable = isRead || (kind === 'write' && this.#options.sessions);
    operation.isAmbiguous ||= !isRead;
    if (isRepeatable) {
      this.#retryLater(operation, nowMicros + this.#options.backoffMicros);
    } else {
      this.#finish(operation, { kind: 'unknown', cause });
    }
  }

  #retryLater(operation: Operation, retryMicros: number): void {
    operation.askedNode = NO_NODE;
    operation.retryMicros = retryMicros;
    this.#retrying.push(operation);
  }

  #giveUp(operation: Operation): void {
    const wasAsked = operation.askedNode !== NO_NODE && operation.intent.kind !== 'read';
    if (operation.isAmbiguous || wasAsked) {
      this.#finish(operation, { kind: 'unknown', cause: 'timeout' });
    } else {
      const reason = 'no answer before the deadline';
      this.#finish(operation, { kind: 'failed', code: 'timeout', reason });
    }
  }

  #finish(operation: Operation, outcome: Outcome): void {
    this.#operations.delete(operation.requestId);
    this.#route(operation.group).close(operation.session, operation.sequence);
    operation.done(outcome);
  }

  #forgetLeader(operation: Operation): void {
    this.#route(operation.group).leader = NO_NODE;
  }

  #route(group: GroupId): GroupRoute {
    let route = this.#routes.get(group);
    if (route === undefined) {
      route = new GroupRoute(group);
      this.#routes.set(group, route);
    }
    return route;
  }
}
