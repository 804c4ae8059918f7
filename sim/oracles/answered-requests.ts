import { readU32 } from '../../src/base/bytes.ts';
import { requestIdOf } from '../../src/codec/client/request.ts';
import { isNotice } from '../../src/codec/client/response.ts';
import type { Observer } from '../world/observer.ts';
import { forEachFrame, type SimHost } from '../world/sim-host.ts';
import { Violation } from './violation.ts';

interface Waiting {
  /** Requests under this id that came and were not answered; a client may ask again under it. */
  count: number;
  lastMicros: number;
}

/**
 * Every request that a node took in is answered exactly once, whatever becomes of the replica, also by
 * a node that stops in order or because its disk failed; only a crash leaves it open (raft.md 2.4).
 */
export class AnsweredRequests implements Observer {
  readonly #waiting = new Map<SimHost, Map<string, Waiting>>();

  requested(host: SimHost, connection: number, bytes: Uint8Array, nowMicros: number): void {
    const waiting = this.#waitingAt(host);
    const key = keyOf(connection, requestIdOf(bytes, 0, bytes.length));
    const count = (waiting.get(key)?.count ?? 0) + 1;
    waiting.set(key, { count, lastMicros: nowMicros });
  }

  /** @throws Violation */
  answered(host: SimHost, connection: number, bytes: Uint8Array): void {
    forEachFrame(bytes, bytes.length, (start) => {
      if (isNotice(bytes, start)) {
        this.#noticed(host, connection, readU32(bytes, start + 4));
        return;
      }
      const waiting = this.#waitingAt(host);
      const id = readU32(bytes, start + 4);
      const key = keyOf(connection, id);
      const open = waiting.get(key);
      if (open === undefined) {
        throw violation(host, `answers request ${id} of client ${connection} once more`);
      }
      open.count--;
      if (open.count === 0) {
        waiting.delete(key);
      }
    });
  }

  /** A node that ends by itself, or is told to, leaves nobody without an answer. @throws Violation */
  afterTurn(host: SimHost): void {
    const status = host.node?.status;
    if (status === 'stopped' || status === 'failed') {
      const [key] = this.#waitingAt(host).keys();
      if (key !== undefined) {
        const [connection, id] = key.split(' ');
        throw violation(
          host,
          `${status} without an answer to request ${id} of client ${connection}`,
        );
      }
    }
  }

  /** Whoever waited learns that the connection ended. */
  stopped(host: SimHost): void {
    this.#waiting.delete(host);
  }

  /** Nothing that came before `beforeMicros` may wait any more. @throws Violation */
  check(beforeMicros: number): void {
    for (const [host, waiting] of this.#waiting) {
      for (const [key, { lastMicros }] of waiting) {
        if (lastMicros < beforeMicros) {
          const [connection, id] = key.split(' ');
          throw violation(host, `never answered request ${id} of client ${connection}`);
        }
      }
    }
  }

  /** A notice belongs to a request that waits, and answers nothing. */
  #noticed(host: SimHost, connection: number, id: number): void {
    if (!this.#waitingAt(host).has(keyOf(connection, id))) {
      throw violation(host, `says more of request ${id} of client ${connection} than its answer`);
    }
  }

  #waitingAt(host: SimHost): Map<string, Waiting> {
    let waiting = this.#waiting.get(host);
    if (waiting === undefined) {
      waiting = new Map();
      this.#waiting.set(host, waiting);
    }
    return waiting;
  }
}

function keyOf(connection: number, requestId: number): string {
  return `${connection} ${requestId}`;
}

function violation(host: SimHost, what: string): Violation {
  return new Violation('answered-once', 'invariant', `node ${host.id} ${what}`, { node: host.id });
}
