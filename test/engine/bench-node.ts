import type { NodeId } from '../../src/base/ids.ts';
import type { BufferPool, Ports } from '../../src/base/ports.ts';
import {
  encodeRead,
  encodeRequest,
  encodeWrite,
  type Freshness,
  type OperatorIntent,
  writeRequestBytes,
} from '../../src/codec/client/request.ts';
import { type ClientResponse, decodeResponse } from '../../src/codec/client/response.ts';
import type { CommandDraft } from '../../src/codec/command.ts';
import { FrameSplitter } from '../../src/codec/frame-splitter.ts';
import { decodePeerFrame, PeerFrameEncoder } from '../../src/codec/peer/peer-frame.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../../src/codec/protocol-version.ts';
import type { Effect, NodeEvent, Notice } from '../../src/engine/events.ts';
import { RaftNode } from '../../src/engine/node.ts';
import {
  DEFAULT_TUNING,
  type GroupOptions,
  type NodeOptions,
  type Tuning,
} from '../../src/engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { group, node } from '../branded.ts';
import { ascii } from '../kv/bytes.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';

/** Overwrites what comes back at once. */
const poisoning: BufferPool = {
  take: (bytes) => new Uint8Array(bytes),
  give: (buffer) => {
    buffer.fill(0xdb);
  },
};

const PORTS: Ports = { checksum: nodeChecksum, utf8: nodeUtf8, buffers: poisoning };
const CONNECTION = 7;

export const memberOf = (id: number) => ({ node: node(id), address: `10.0.0.${id}:7000` });

/** Groups 1 to `count`, each with the same original members. */
export function groupsOf(members: readonly number[], count = 1): GroupOptions[] {
  return Array.from({ length: count }, (_, i) => ({
    group: group(i + 1),
    join: false,
    members: members.map(memberOf),
    contacts: [],
  }));
}

/**
 * One node whose turns, disk and peers a test moves by hand. Disk requests wait until the test lets
 * them happen; what the node sends and answers is decoded from its bytes and kept.
 */
export class BenchNode {
  readonly node: RaftNode;
  readonly disk: MemoryDisk;
  readonly sent: PeerMessage['message'][] = [];
  readonly replies: ClientResponse[] = [];
  readonly notices: Notice[] = [];
  /** Connections that the node wants broken off. */
  readonly hungUp: Extract<Effect, { kind: 'hangUp' }>[] = [];
  /** Peers to whom the node wants no connection any more. */
  readonly disconnected: NodeId[] = [];
  /** Told of each message as it leaves, with its group. */
  onSent: (sent: PeerMessage) => void = () => undefined;
  /** What the last turn asked for. */
  effects: readonly Effect[] = [];
  #inbox: NodeEvent[] = [{ kind: 'start' }];
  #nowMicros = 1_000_000;
  #again = false;
  #requests = 0;
  #tuning: Tuning;

  constructor(
    groups: readonly GroupOptions[],
    tuning: Partial<Tuning> = {},
    disk = new MemoryDisk(),
    change: Partial<NodeOptions> = {},
  ) {
    this.disk = disk;
    this.#tuning = { ...DEFAULT_TUNING, segmentBytes: 64 * 1024, ...tuning };
    const options = {
      ...memberOf(1),
      deployment: 1,
      seed: 1,
      firstReadId: 1,
      tracksDigest: true,
      store: 'memory' as const,
    };
    this.node = new RaftNode({ ...options, groups, tuning: this.#tuning, ...change }, PORTS);
  }

  /** A node that is started and has read its disk. */
  static started(...args: ConstructorParameters<typeof BenchNode>): BenchNode {
    const bench = new BenchNode(...args);
    bench.settle();
    return bench;
  }

  /** The same, the sole voter of each of `count` groups and their leader. */
  static leading(count = 1, tuning: Partial<Tuning> = {}, disk = new MemoryDisk()): BenchNode {
    const bench = BenchNode.started(groupsOf([1], count), tuning, disk);
    bench.tick(2 * DEFAULT_TUNING.electionTicks);
    return bench;
  }

  /** One turn with everything that has happened; the disk does nothing yet. */
  turn(): void {
    const events = this.#inbox;
    this.#inbox = [];
    this.#again = false;
    this.effects = this.node.handle({ nowMicros: this.#nowMicros, events });
    for (const effect of this.effects) {
      this.#carryOut(effect);
    }
  }

  /** Lets the disk carry out its oldest request, and the node hear of it. */
  diskStep(): boolean {
    const isDone = this.disk.step();
    this.turn();
    return isDone;
  }

  /** Turns and disk until nothing is left to do. */
  settle(): void {
    do {
      this.turn();
      this.disk.settle();
    } while (this.#again || this.#inbox.length > 0);
  }

  tick(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.sleep(this.#tuning.tickMicros);
      this.settle();
    }
  }

  /** Time passes; the node hears of it in its next turn. */
  sleep(micros: number): void {
    this.#nowMicros += micros;
    this.#inbox.push({ kind: 'tick' });
  }

  /** The node is told to stop; the next turn is its last. */
  stop(): void {
    this.#inbox.push({ kind: 'stop' });
  }

  /** A connection to a peer stands, over which `version` is spoken. */
  peerUp(peer: NodeId, version: ProtocolVersion): void {
    this.#inbox.push({ kind: 'peerUp', peer, version });
  }

  peerDown(peer: NodeId): void {
    this.#inbox.push({ kind: 'peerDown', peer });
  }

  /** A message from its `from` arrives; `damage` may change its frame. */
  deliver(
    message: PeerMessage['message'],
    of = 1,
    damage: { readonly deployment?: number; readonly to?: NodeId; readonly flip?: number } = {},
  ): void {
    const { deployment = 1, to = message.to, flip } = damage;
    const encoder = new PeerFrameEncoder(
      { from: message.from, to, deployment },
      { messagesMax: 1, payloadBytesMax: 1 },
    );
    encoder.add({ group: group(of), message });
    const { buffer, length } = encoder.finish(poisoning, nodeChecksum);
    if (flip !== undefined) {
      buffer[flip] = (buffer[flip] as number) ^ 1;
    }
    const connection = message.from;
    this.#inbox.push({ kind: 'message', connection, bytes: buffer, start: 0, end: length });
  }

  /** A connection with a peer stands, on which both speak `version`. */
  meetPeer(peer: number, version: ProtocolVersion): void {
    this.#inbox.push({ kind: 'peerUp', peer: node(peer), version });
  }

  /** The connection with a peer breaks; the node hears of it in its next turn. */
  losePeer(peer: number): void {
    this.#inbox.push({ kind: 'peerDown', peer: node(peer) });
  }

  /** Sends a put of `key`; returns the request's id. */
  put(
    key: string,
    value: string,
    change: Partial<CommandDraft> & { readonly notifyCommit?: true } = {},
    of = 1,
  ): number {
    const draft: CommandDraft = {
      kind: 'put',
      session: 0 as never,
      sequence: 0,
      answeredThrough: 0,
      key: ascii(key),
      value: ascii(value),
      expected: null,
      ...change,
    };
    const requestId = ++this.#requests;
    const frame = new Uint8Array(writeRequestBytes(draft));
    const notice = change.notifyCommit === true ? ({ notifyCommit: true } as const) : {};
    encodeWrite({ requestId, group: group(of), ...notice }, draft, frame, 0);
    return this.request(frame, requestId);
  }

  read(key: string, consistency: 'linearizable' | 'stale' | 'lease' = 'linearizable', of = 1) {
    return this.readWith({ consistency }, key, of);
  }

  /** Asks for `key` as fresh as `freshness` says; returns the request's id. */
  readWith(freshness: Freshness, key: string, of = 1): number {
    const requestId = ++this.#requests;
    const to = { requestId, group: group(of) };
    return this.request(encodeRead(to, freshness, ascii(key)), requestId);
  }

  operate(intent: OperatorIntent, of = 1): number {
    const requestId = ++this.#requests;
    return this.request(
      encodeRequest({ ...intent, requestId, group: group(of) }, nodeUtf8),
      requestId,
    );
  }

  request(bytes: Uint8Array, requestId = 0): number {
    const end = bytes.length;
    this.#inbox.push({ kind: 'request', connection: CONNECTION, bytes, start: 0, end });
    return requestId;
  }

  /** The answers to a request; there must be at most one. */
  answersTo(requestId: number): ClientResponse[] {
    return this.replies.filter((reply) => reply.requestId === requestId);
  }

  /** The text that `key` has now, by a stale read. */
  textOf(key: string): string | null {
    const id = this.read(key, 'stale');
    this.settle();
    const [answer] = this.answersTo(id);
    return answer?.kind === 'read' && answer.found ? String.fromCharCode(...answer.value) : null;
  }

  sentOf<K extends PeerMessage['message']['kind']>(kind: K) {
    return this.sent.filter(
      (message): message is Extract<PeerMessage['message'], { kind: K }> => message.kind === kind,
    );
  }

  noticed<K extends Notice['kind']>(kind: K): Extract<Notice, { kind: K }>[] {
    return this.notices.filter(
      (notice): notice is Extract<Notice, { kind: K }> => notice.kind === kind,
    );
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#takeFrames(effect.buffer.slice(0, effect.length));
        poisoning.give(effect.buffer);
        return;
      case 'reply':
        new FrameSplitter().push(effect.bytes.slice(), (bytes, start, end) =>
          this.replies.push(decodeResponse(bytes, start, end, nodeUtf8)),
        );
        return;
      case 'hangUp':
        this.hungUp.push(effect);
        return;
      case 'disconnect':
        this.disconnected.push(effect.peer);
        return;
      case 'notify':
        this.notices.push(effect.notice);
        return;
      case 'again':
        this.#again = true;
        return;
      default: {
        const { token, ...request } = effect;
        this.disk.request(request, (outcome) => this.#inbox.push({ ...outcome, token }));
      }
    }
  }

  #takeFrames(stream: Uint8Array): void {
    new FrameSplitter().push(stream, (bytes, start, end) => {
      const frame = decodePeerFrame(bytes, start, end, nodeChecksum);
      for (const sent of frame.messages) {
        this.sent.push(sent.message);
        this.onSent(sent);
      }
    });
  }
}
