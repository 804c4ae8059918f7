import { ByteWriter } from '../base/bytes.ts';
import type { NodeId } from '../base/ids.ts';
import type { Utf8 } from '../base/ports.ts';
import { type ClientResponse, encodeResponse, type RefusalCode } from '../codec/client/response.ts';
import type { Effect } from './events.ts';

/** Where an answer goes. */
export interface Caller {
  readonly connection: number;
  readonly requestId: number;
}

/** The answers of a turn, sorted by connection: one write for each. */
export class Replies {
  readonly #utf8: Utf8;
  #writers = new Map<number, ByteWriter>();

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  send(connection: number, response: ClientResponse): void {
    let writer = this.#writers.get(connection);
    if (writer === undefined) {
      writer = new ByteWriter(1024);
      this.#writers.set(connection, writer);
    }
    encodeResponse(response, writer, this.#utf8);
  }

  refuse(caller: Caller, code: RefusalCode, leader: NodeId, reason: string): void {
    const { connection, requestId } = caller;
    this.send(connection, { kind: 'refused', requestId, code, leader, reason });
  }

  unknownOutcome(caller: Caller): void {
    this.send(caller.connection, { kind: 'unknownOutcome', requestId: caller.requestId });
  }

  takeEffects(): Effect[] {
    const effects: Effect[] = [];
    for (const [connection, writer] of this.#writers) {
      effects.push({ kind: 'reply', connection, bytes: writer.view() });
    }
    this.#writers = new Map();
    return effects;
  }
}
