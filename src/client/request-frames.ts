import type { Utf8 } from '../base/ports.ts';
import {
  encodeRead,
  encodeRequest,
  encodeWrite,
  writeRequestBytes,
} from '../codec/client/request.ts';
import type { CommandDraft } from '../codec/command.ts';
import type { GroupRoute } from './group-route.ts';
import type { Intent, Operation } from './operation.ts';

/** Most requests fit. */
const FRAME_BYTES = 8192;

/** Encodes requests one after the other, writes in the same memory. */
export class RequestFrames {
  readonly #utf8: Utf8;
  #frame = new Uint8Array(FRAME_BYTES);

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  /** The frame of an operation's next attempt; its bytes are those of the next one after the call. */
  encode(operation: Operation, route: GroupRoute): Uint8Array {
    const { requestId, group, intent } = operation;
    switch (intent.kind) {
      case 'read':
        return encodeRead({ requestId, group }, intent.freshness, intent.key);
      case 'operator':
        return encodeRequest({ ...intent.request, requestId, group }, this.#utf8);
      case 'write':
      case 'unregister':
      case 'register': {
        const draft = draftOf(intent, operation, route);
        const bytes = writeRequestBytes(draft);
        if (bytes > this.#frame.length) {
          this.#frame = new Uint8Array(2 * bytes);
        }
        const isNoticed = intent.kind === 'write' && intent.onCommitted !== undefined;
        const notice = isNoticed ? ({ notifyCommit: true } as const) : {};
        encodeWrite({ requestId, group, ...notice }, draft, this.#frame, 0);
        return this.#frame.subarray(0, bytes);
      }
    }
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

function draftOf(
  intent: Extract<Intent, { kind: 'write' | 'register' | 'unregister' }>,
  { session, sequence }: Operation,
  route: GroupRoute,
): CommandDraft {
  if (intent.kind !== 'write') {
    return {
      kind: intent.kind === 'register' ? 'registerSession' : 'endSession',
      session,
      sequence: 0,
      answeredThrough: 0,
      key: NO_BYTES,
      value: NO_BYTES,
      expected: null,
    };
  }
  const { command: kind, key, value, expected } = intent;
  const answeredThrough = route.answeredThroughOf(session);
  return { kind, session, sequence, answeredThrough, key, value, expected };
}
