import { readU32 } from '../../../src/base/bytes.ts';
import type { Utf8 } from '../../../src/base/ports.ts';
import { type ClientRequest, decodeRequest } from '../../../src/codec/client/request.ts';
import { type ClientResponse, decodeResponse } from '../../../src/codec/client/response.ts';
import { decodeCommand } from '../../../src/codec/command.ts';

/** A request as a row tells it. */
export interface AskedFor {
  readonly requestId: number;
  readonly group: number;
  /** As histories name it; null for what is no operation on a key. */
  readonly kind: 'get' | 'put' | 'delete' | 'cas' | null;
  readonly key: string;
  readonly words: string;
}

/** What an answer says, and whether it is one that the client goes on from with another attempt. */
export interface Answered {
  readonly requestId: number;
  readonly words: string;
}

const COMMANDS = { put: 'put', delete: 'delete', compareAndSwap: 'cas' } as const;

export function readAsked(bytes: Uint8Array, utf8: Utf8): AskedFor | null {
  try {
    const request = decodeRequest(bytes, 0, bytes.length, utf8);
    const { requestId, group } = request;
    return { requestId, group, ...about(request, utf8) };
  } catch {
    return null;
  }
}

function about(request: ClientRequest, utf8: Utf8): Pick<AskedFor, 'kind' | 'key' | 'words'> {
  if (request.kind === 'read') {
    const { key, consistency } = request;
    // A bounded read is no part of the history.
    const kind = consistency === 'bounded' ? null : 'get';
    const how = consistency === 'linearizable' ? '' : ` (${consistency})`;
    return { kind, key, words: `get ${key}${how}` };
  }
  if (request.kind === 'write') {
    const command = decodeCommand(request.bytes, request.start, request.end, utf8);
    const name = command.kind in COMMANDS ? COMMANDS[command.kind as keyof typeof COMMANDS] : null;
    const words = name === null ? command.kind : `${name} ${command.key}`;
    return { kind: name, key: command.key, words };
  }
  const words = request.kind === 'changeMembership' ? 'change of members' : request.kind;
  return { kind: null, key: '', words };
}

/** The answers in `bytes`: frames one after the other. */
export function readAnswers(bytes: Uint8Array, utf8: Utf8): Answered[] {
  const answers: Answered[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = start + 4 + readU32(bytes, start);
    const response = decodeResponse(bytes, start, end, utf8);
    answers.push({ requestId: response.requestId, words: answerWords(response) });
    start = end;
  }
  return answers;
}

function answerWords(response: ClientResponse): string {
  switch (response.kind) {
    case 'written':
      return response.result.status === 'ok'
        ? `done, revision ${response.result.revision}`
        : response.result.status;
    case 'read':
      return response.found ? `found, revision ${response.revision}` : 'not found';
    case 'refused':
      return `refused: ${response.code}`;
    case 'unknownOutcome':
      return `nobody knows: ${response.cause}`;
    case 'committed':
      return `committed at ${response.index}`;
    case 'staleRead':
      return 'what is applied here';
    default:
      return response.kind;
  }
}
