import { ByteWriter } from '../../src/base/bytes.ts';
import { NO_NODE, type NodeId } from '../../src/base/ids.ts';
import { KvClient } from '../../src/client/kv-client.ts';
import { type Intent, LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import { type ClientRequest, decodeRequest } from '../../src/codec/client/request.ts';
import {
  type ClientResponse,
  encodeResponse,
  type RefusalCode,
} from '../../src/codec/client/response.ts';
import { decodeCommand } from '../../src/codec/command.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import type { Command } from '../../src/kv/command.ts';
import type { ResultStatus } from '../../src/kv/result.ts';
import { group, node } from '../branded.ts';
import { ascii } from '../kv/bytes.ts';

const MILLI = 1000;

/** A request as a node got it. */
export interface Asked {
  readonly node: NodeId;
  readonly request: ClientRequest;
  /** Of a write. */
  readonly command: Command | null;
}

/** A client whose nodes say what a test wants, in times that a test sets. */
export class ScriptedNodes {
  readonly client: KvClient;
  readonly asked: Asked[] = [];
  readonly outcomes: Outcome[] = [];
  /** Nodes that cannot be reached. */
  readonly gone = new Set<NodeId>();
  nowMicros = 0;

  constructor(sessions = true) {
    this.client = new KvClient(
      {
        nodes: [1, 2, 3].map(node),
        sessions,
        attemptMicros: 1000 * MILLI,
        deadlineMicros: 5000 * MILLI,
        backoffMicros: 30 * MILLI,
      },
      nodeUtf8,
      (to, frame) => this.#take(to, frame),
    );
  }

  submit(intent: Intent, pinned: NodeId = NO_NODE): void {
    const done = (outcome: Outcome) => this.outcomes.push(outcome);
    this.client.submit(group(1), intent, this.nowMicros, done, pinned);
  }

  put(key = 'k'): void {
    this.submit({
      kind: 'write',
      command: 'put',
      key: ascii(key),
      value: ascii('v'),
      expected: null,
    });
  }

  read(freshness = LINEARIZABLE): void {
    this.submit({ kind: 'read', key: ascii('k'), freshness });
  }

  /** Opens a session under `id`, as the first write does. */
  openSession(id: number): void {
    this.result('ok', id);
    this.pass(1);
  }

  get last(): Asked {
    const last = this.asked[this.asked.length - 1];
    if (last === undefined) {
      throw new Error('nobody was asked');
    }
    return last;
  }

  pass(millis: number): void {
    this.nowMicros += millis * MILLI;
    this.client.tick(this.nowMicros);
  }

  /** Answers `asked` from the node that got it. */
  answer(response: Omit<ClientResponse, 'requestId'>, asked = this.last, from = asked.node): void {
    const writer = new ByteWriter();
    const { requestId } = asked.request;
    encodeResponse({ ...response, requestId } as ClientResponse, writer, nodeUtf8);
    const bytes = writer.copy();
    this.client.onResponse(from, { bytes, start: 0, end: bytes.length }, this.nowMicros);
  }

  result(status: ResultStatus, revision = 9, asked = this.last): void {
    const response = { kind: 'written', result: { status, revision, previousRevision: 0 } };
    this.answer(response as Omit<ClientResponse, 'requestId'>, asked);
  }

  refuse(code: RefusalCode, leader: NodeId = NO_NODE, asked = this.last): void {
    const response = { kind: 'refused', code, leader, reason: 'for a test' };
    this.answer(response as Omit<ClientResponse, 'requestId'>, asked);
  }

  #take(to: NodeId, frame: Uint8Array): boolean {
    if (this.gone.has(to)) {
      return false;
    }
    const request = decodeRequest(frame, 0, frame.length, nodeUtf8);
    const command =
      request.kind === 'write'
        ? decodeCommand(request.bytes, request.start, request.end, nodeUtf8)
        : null;
    this.asked.push({ node: to, request, command });
    return true;
  }
}
