import { ByteWriter, readU32 } from '../base/bytes.ts';
import { NO_NODE, type NodeId } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { VALUE_BYTES_MAX } from '../base/limits.ts';
import type { Utf8 } from '../base/ports.ts';
import {
  type ClientResponse,
  encodeResponse,
  type RefusalCode,
  type UnknownOutcomeCause,
} from '../codec/client/response.ts';
import { FRAME_LENGTH_BYTES } from '../codec/frame-splitter.ts';
import type { Effect } from './events.ts';

/** Where an answer goes. */
export interface Caller {
  readonly connection: number;
  readonly requestId: number;
}

/**
 * Bytes of answers for one connection in one turn. A few bytes ask for a large value: without a bound,
 * one connection could ask for more than there is memory.
 */
export const TURN_BYTES_MAX = 16 * 1024 * 1024;
const NOTHING = new Uint8Array(0);
/** Bytes of an answer besides a value that was read. */
const OVERHEAD_BYTES = 96;

invariant(VALUE_BYTES_MAX + OVERHEAD_BYTES < TURN_BYTES_MAX, 'every value can be answered');

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
    encodeResponse(fits(response, writer) ? response : busy(response), writer, this.#utf8);
  }

  refuse(caller: Caller, code: RefusalCode, leader: NodeId, reason: string): void {
    const { connection, requestId } = caller;
    this.send(connection, { kind: 'refused', requestId, code, leader, reason });
  }

  unknownOutcome({ connection, requestId }: Caller, cause: UnknownOutcomeCause): void {
    this.send(connection, { kind: 'unknownOutcome', requestId, cause });
  }

  /** Whether this turn has answered the request, or said more of it. Looks at every answer. */
  hasAnswered({ connection, requestId }: Caller): boolean {
    const answers = this.#writers.get(connection)?.view() ?? NOTHING;
    let at = 0;
    while (at < answers.length) {
      if (readU32(answers, at + FRAME_LENGTH_BYTES) === requestId) {
        return true;
      }
      at += FRAME_LENGTH_BYTES + readU32(answers, at);
    }
    return false;
  }

  /** Adds the answers to `effects`. */
  moveTo(effects: Effect[]): void {
    if (this.#writers.size > 0) {
      for (const [connection, writer] of this.#writers) {
        effects.push({ kind: 'reply', connection, bytes: writer.view() });
      }
      this.#writers = new Map();
    }
  }
}

function fits(response: ClientResponse, { length }: ByteWriter): boolean {
  const bytes = 'value' in response ? response.value.length : recordsBytesOf(response);
  // A single entry may be longer than that.
  return bytes === 0 || length === 0 || length + bytes + OVERHEAD_BYTES <= TURN_BYTES_MAX;
}

function recordsBytesOf(response: ClientResponse): number {
  return response.kind === 'log' ? response.records.length : 0;
}

function busy({ requestId }: ClientResponse): ClientResponse {
  const reason = `at most ${TURN_BYTES_MAX} bytes are answered on one connection at a time`;
  return { kind: 'refused', requestId, code: 'busy', leader: NO_NODE, reason };
}
