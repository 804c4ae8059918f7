import { readU32 } from '../../src/base/bytes.ts';
import { type GroupId, NO_NODE, type NodeId } from '../../src/base/ids.ts';
import { KvClient } from '../../src/client/kv-client.ts';
import { type Intent, LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import { type Freshness, STALENESS_UNKNOWN } from '../../src/codec/client/request.ts';
import { PPM, SITES } from '../base/keyed-random.ts';
import type { KvInput, KvOutput } from '../checker/models/kv-operation.ts';
import type { ServiceWatch } from '../liveness/service-watch.ts';
import type { ClientAnswers } from '../oracles/client-answers.ts';
import type { ScheduledOperation } from '../schedule/schedule.ts';
import type { World } from '../world/world.ts';
import { groupOfKey } from './key-groups.ts';
import { isTailOff, pastQuiet } from './quiet-times.ts';

const MILLI = 1000;
/** How often a client looks at its clock. */
const TICK_MICROS = 20 * MILLI;
/** What bounded reads allow, from next to nothing to anything. */
const WITHIN_MICROS = [1, 50 * MILLI, 500 * MILLI, 5000 * MILLI, STALENESS_UNKNOWN];
/** One write in so many asks for a notice of its commit. */
const NOTICED_ONE_IN = 4;
/** Half of all operations go to this many keys. */
const HOT_KEYS = 2;

/** What a client is told once. */
export interface SimClientOptions {
  readonly connection: number;
  readonly nodes: readonly NodeId[];
  readonly groups: readonly GroupId[];
  readonly sessions: boolean;
  /** Told of everything that a leader is asked for. */
  readonly service?: ServiceWatch;
}

/**
 * A client of the simulated cluster: reads, writes, deletes and swaps on a few keys, every value
 * different from every other, and says in the history what it asked for and what it learnt.
 */
export class SimClient {
  readonly #world: World;
  readonly #options: SimClientOptions;
  readonly #answers: ClientAnswers;
  readonly #client: KvClient;
  /** The last value read by key: what a swap expects. */
  readonly #lastSeen = new Map<string, string | null>();
  #nodes: readonly NodeId[];
  #chosen = 0;
  #isStopped = false;

  constructor(world: World, options: SimClientOptions, answers: ClientAnswers) {
    this.#world = world;
    this.#options = options;
    this.#answers = answers;
    const { connection, nodes, sessions } = options;
    this.#nodes = nodes;
    this.#client = new KvClient(
      {
        nodes,
        sessions,
        attemptMicros: 1000 * MILLI,
        deadlineMicros: 5000 * MILLI,
        backoffMicros: 30 * MILLI,
      },
      world.ports.utf8,
      (node, frame) => {
        world.clients.request(connection, node, frame.slice());
        return true;
      },
    );
    world.clients.connect(connection, {
      replied: (node, bytes) => this.#onReply(node, bytes),
      disconnected: (node) => this.#client.onDisconnected(node, world.nowMicros),
    });
  }

  /** Operations whose outcome is not known yet. */
  get pending(): number {
    return this.#client.pending;
  }

  start(): void {
    for (let slot = 0; slot < this.#world.config.workload.window; slot++) {
      this.#scheduleNext();
    }
    this.#tick();
  }

  /** Begins nothing by itself; carries out what it is told, and hears of it. */
  listen(): void {
    this.#tick();
  }

  /** Begins what a schedule says. */
  repeat(operation: ScheduledOperation): void {
    if (!this.#isStopped) {
      this.#begin(operation, () => undefined);
    }
  }

  /** Told by whoever changes the cluster, as clients are. */
  learnNodes(nodes: readonly NodeId[]): void {
    this.#nodes = nodes;
    this.#client.learnNodes(nodes);
  }

  /** Begins nothing new; what is under way goes on. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * Carries out one operation of the kind asked for; `done` gets what the client learnt.
   *
   * @param pinned - ask this node rather than the leader.
   */
  perform(
    input: KvInput,
    done: (outcome: Outcome) => void,
    pinned = NO_NODE,
    freshness = LINEARIZABLE,
  ): void {
    const { nowMicros } = this.#world;
    const id = this.#answers.invoke(this.#options.connection, input, nowMicros);
    const group = this.groupOf(input.key);
    const finish = (outcome: Outcome) => {
      this.#options.service?.ended(id, this.#world.nowMicros);
      this.#record(id, input, outcome);
      done(outcome);
    };
    // Whoever is asked instead of the leader may well have nothing to say.
    if (pinned === NO_NODE) {
      const question = { client: this.#options.connection, group, key: input.key };
      this.#options.service?.asked(id, question, nowMicros);
    }
    const intent = this.#intentOf(input, freshness);
    this.#client.submit(group, this.#noticed(intent, id), nowMicros, finish, pinned);
  }

  /** Some writes want to hear of their commit: without a session none of them may fail after that. */
  #noticed(intent: Intent, id: number): Intent {
    if (intent.kind !== 'write' || this.#readBelow(NOTICED_ONE_IN, 5, id) > 0) {
      return intent;
    }
    const onCommitted = () => {
      // A session that made room refuses what is committed, and the client begins anew.
      if (!this.#options.sessions) {
        this.#answers.committed(id);
      }
    };
    return { ...intent, onCommitted };
  }

  #scheduleNext(): void {
    const { workload } = this.#world.config;
    const { connection } = this.#options;
    const { random, nowMicros } = this.#world;
    const count = ++this.#chosen;
    const pause = random.exponential(workload.thinkMicros, SITES.clientThink, connection, count);
    this.#world.at(pastQuiet(this.#world, nowMicros + pause), () => {
      if (!this.#isStopped) {
        this.#performNext(count);
      }
    });
  }

  #performNext(count: number): void {
    const input = this.#chooseInput(count);
    const operation: ScheduledOperation = {
      atMicros: this.#world.nowMicros,
      client: this.#options.connection,
      input,
      ...this.#chooseReading(input, count),
    };
    this.#world.journal?.begins(operation);
    this.#begin(operation, () => this.#scheduleNext());
  }

  #begin({ input, node, freshness }: ScheduledOperation, done: () => void): void {
    if (freshness.consistency === 'bounded') {
      this.#readBounded(input.key, freshness, node, done);
    } else {
      this.perform(input, done, node, freshness);
    }
  }

  /** Whom to ask, and how fresh the answer has to be. */
  #chooseReading(input: KvInput, count: number): Pick<ScheduledOperation, 'node' | 'freshness'> {
    const { boundedReads, leaseReads } = this.#world.config.workload;
    if (input.kind === 'get' && this.#readBelow(PPM, 1, count) < boundedReads) {
      const withinMicros = WITHIN_MICROS[this.#readBelow(WITHIN_MICROS.length, 3, count)] ?? 0;
      const node = this.#nodes[this.#readBelow(this.#nodes.length, 4, count)] ?? NO_NODE;
      return { node, freshness: { consistency: 'bounded', withinMicros } };
    }
    const node = this.#chooseNode(input, count);
    const isLease = node === NO_NODE && this.#readBelow(PPM, 2, count) < leaseReads;
    return { node, freshness: isLease ? { consistency: 'lease' } : LINEARIZABLE };
  }

  /** A read that says how old it may be; not part of the history, which is of linearizable ones. */
  #readBounded(key: string, freshness: Freshness, node: NodeId, done: () => void): void {
    const { counts, ports, nowMicros: beganMicros } = this.#world;
    const finish = (outcome: Outcome) => {
      if (outcome.kind === 'staleRead') {
        counts.reads.bounded++;
        this.#answers.sawStale(key, outcome, beganMicros);
      } else {
        counts.reads.boundedRefused++;
      }
      done();
    };
    const intent: Intent = { kind: 'read', key: ports.utf8.encode(key), freshness };
    this.#client.submit(this.groupOf(key), intent, beganMicros, finish, node);
  }

  #chooseInput(count: number): KvInput {
    const key = this.#chooseKey(count);
    const choice = this.#below(100, 1, count);
    if (choice < 35 || isTailOff(this.#world)) {
      return { kind: 'get', key };
    }
    if (choice < 75) {
      return { kind: 'put', key, value: this.#newValue(count) };
    }
    if (choice < 85) {
      return { kind: 'delete', key };
    }
    const expected = this.#lastSeen.get(key) ?? null;
    return { kind: 'cas', key, expected, value: this.#newValue(count) };
  }

  /** Some reads go to any node, also to one that has not heard yet that it leads no longer. */
  #chooseNode(input: KvInput, count: number): NodeId {
    const { readsAnywhere } = this.#world.config.workload;
    const isAnywhere = input.kind === 'get' && this.#below(PPM, 5, count) < readsAnywhere;
    const node = this.#nodes[this.#below(this.#nodes.length, 6, count)];
    return isAnywhere && node !== undefined ? node : NO_NODE;
  }

  #chooseKey(count: number): string {
    const { keys } = this.#world.config.workload;
    const isHot = this.#below(2, 2, count) === 0;
    return `key-${this.#below(isHot ? Math.min(HOT_KEYS, keys) : keys, 3, count)}`;
  }

  /** Unique: client and count; its length varies with the filler. */
  #newValue(count: number): string {
    const { valueBytesMax } = this.#world.config.workload;
    const name = `${this.#options.connection}:${count}:`;
    return name + '.'.repeat(this.#below(Math.max(1, valueBytesMax - name.length), 4, count));
  }

  #below(bound: number, purpose: number, count: number): number {
    const { random } = this.#world;
    return random.below(bound, SITES.clientChoice, this.#options.connection * 8 + purpose, count);
  }

  /** Decisions about how to read, under keys of their own. */
  #readBelow(bound: number, purpose: number, count: number): number {
    const { random } = this.#world;
    return random.below(bound, SITES.clientRead, this.#options.connection * 8 + purpose, count);
  }

  groupOf(key: string): GroupId {
    const { groups } = this.#options;
    return groupOfKey(key, groups, this.#world.ports);
  }

  #intentOf(input: KvInput, freshness: Freshness): Intent {
    const { utf8 } = this.#world.ports;
    const key = utf8.encode(input.key);
    const bytes = (text: string) => utf8.encode(text);
    switch (input.kind) {
      case 'get':
        return { kind: 'read', key, freshness };
      case 'put':
        return { kind: 'write', command: 'put', key, value: bytes(input.value), expected: null };
      case 'delete':
        return { kind: 'write', command: 'delete', key, value: bytes(''), expected: null };
      case 'cas':
        return {
          kind: 'write',
          command: 'compareAndSwap',
          key,
          value: bytes(input.value ?? ''),
          expected: input.expected === null ? null : bytes(input.expected),
        };
    }
  }

  #record(id: number, input: KvInput, outcome: Outcome): void {
    const { nowMicros, counts } = this.#world;
    const output = this.#outputOf(input, outcome);
    if (output !== null) {
      counts.operations.ok++;
      this.#options.service?.served(this.groupOf(input.key), nowMicros);
      this.#answers.complete(id, output, nowMicros);
    } else if (outcome.kind === 'failed') {
      counts.operations.failed++;
      this.#answers.fail(id, nowMicros);
    } else {
      counts.operations.unknown++;
      this.#answers.unknown(id, nowMicros);
    }
  }

  #outputOf(input: KvInput, outcome: Outcome): KvOutput | null {
    if (outcome.kind === 'read') {
      const { found, value: bytes, revision } = outcome;
      const text = found ? this.#world.ports.utf8.decode(bytes, 0, bytes.length) : null;
      this.#lastSeen.set(input.key, text);
      return { kind: 'read', value: text, revision: found ? revision : null };
    }
    if (outcome.kind !== 'written') {
      return null;
    }
    const { status, revision, previousRevision } = outcome.result;
    this.#answers.written(input, status);
    switch (status) {
      case 'ok':
        return {
          kind: 'written',
          revision: reported(input, revision, previousRevision),
          previousRevision,
        };
      case 'mismatch':
        return { kind: 'mismatch', current: null };
      default:
        return null;
    }
  }

  #onReply(node: NodeId, bytes: Uint8Array): void {
    const { nowMicros } = this.#world;
    for (let start = 0; start < bytes.length; ) {
      const end = start + 4 + readU32(bytes, start);
      this.#client.onResponse(node, { bytes, start, end }, nowMicros);
      start = end;
    }
  }

  #tick(): void {
    this.#client.tick(this.#world.nowMicros);
    this.#world.at(this.#world.nowMicros + TICK_MICROS, () => this.#tick());
  }
}

/** A delete that found nothing changed nothing; one that found something has no revision of its own. */
function reported(input: KvInput, revision: number, previousRevision: number): number | null {
  if (input.kind !== 'delete') {
    return revision;
  }
  return previousRevision === 0 ? 0 : null;
}
