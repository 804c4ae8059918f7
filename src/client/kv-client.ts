import { type GroupId, NO_NODE, NO_SESSION, type NodeId, type SessionId } from '../base/ids.ts';
import type { Utf8 } from '../base/ports.ts';
import { decodeResponse } from '../codec/client/response.ts';
import { takeAnswer } from './answers.ts';
import { Attempts } from './attempts.ts';
import type { ClientOptions, SendFrame } from './client-options.ts';
import type { GroupRoute } from './group-route.ts';
import type { Intent, Operation, Outcome } from './operation.ts';

/**
 * What a caller of raftlab keeps: sessions, so that a repeated write takes effect once; who leads
 * which group; and operations without an answer, repeated with pauses until their deadline.
 *
 * It owns no connection and no clock: frames go out through `send`, and come in with the time.
 */
export class KvClient {
  readonly #utf8: Utf8;
  readonly #attempts: Attempts;
  #lastRequestId = 0;

  constructor(options: ClientOptions, utf8: Utf8, send: SendFrame) {
    this.#utf8 = utf8;
    this.#attempts = new Attempts(options, utf8, send);
  }

  /** Operations without an outcome. */
  get pending(): number {
    return this.#attempts.pending;
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
      deadlineMicros: nowMicros + this.#attempts.options.deadlineMicros,
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
      lastRefusal: null,
    };
    this.#attempts.add(operation);
    this.#start(operation, nowMicros);
  }

  /** Replaces the nodes to try while the leader is not known. */
  learnNodes(nodes: readonly NodeId[]): void {
    this.#attempts.nodes = nodes;
  }

  /** Takes in one response frame from `node`. @throws DecodeError when it is none. */
  onResponse(
    node: NodeId,
    frame: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
    nowMicros: number,
  ): void {
    const response = decodeResponse(frame.bytes, frame.start, frame.end, this.#utf8);
    const operation = this.#attempts.find(response.requestId);
    if (operation === undefined) {
      return;
    }
    if (operation.askedNode !== node) {
      // An earlier attempt is answered: an outcome counts, a refusal is out of date.
      if (response.kind === 'refused' || response.kind === 'unknownOutcome') {
        return;
      }
    }
    takeAnswer(this.#attempts, operation, response, { node, nowMicros });
  }

  /** The connection to `node` broke: whatever was asked there may have happened. */
  onDisconnected(node: NodeId, nowMicros: number): void {
    this.#attempts.disconnected(node, nowMicros);
  }

  /** Repeats what is due and gives up what is overdue. */
  tick(nowMicros: number): void {
    this.#attempts.expire(nowMicros);
    this.#attempts.forEachDue(nowMicros, (operation) => this.#start(operation, nowMicros));
  }

  #start(operation: Operation, nowMicros: number): void {
    const route = this.#attempts.route(operation.group);
    if (
      operation.intent.kind === 'write' &&
      this.#attempts.options.sessions &&
      operation.sequence === 0
    ) {
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
        this.#attempts.finish(operation, { kind: 'done' });
        return;
      }
    }
    this.#attempts.ask(operation, nowMicros);
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
        this.#attempts.retryLater(operation, 0);
      }
    });
  }
}
