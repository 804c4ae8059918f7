import { present } from '../../src/base/invariant.ts';
import type { ClientResponse } from '../../src/codec/client/response.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../../src/codec/protocol-version.ts';
import type { NodeOptions, StoreKind, Tuning } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import { checkState, checkTransition, summarize } from '../../src/raft/invariants.ts';
import type { RaftState } from '../../src/raft/state.ts';
import { group, node } from '../branded.ts';
import { BenchNode, groupsOf, memberOf } from '../engine/bench-node.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';

/** A message between two nodes, decoded. */
export type Sent = PeerMessage['message'];
export type SentOf<K extends Sent['kind']> = Extract<Sent, { kind: K }>;

/** An endless exchange of messages is a defect, not a slow test. */
const DELIVERIES_MAX = 50_000;
/** Nobody needs longer to campaign and win when nothing is in its way. */
const ELECTION_TICKS_MAX = 60;

/**
 * Real nodes, 1 to `size`, whose messages, disks, power and clocks a test moves by hand. Until it
 * interferes, messages arrive in order, disks do at once what they are asked, and time stands still.
 * What must hold of every replica, and between its states, is checked on the way.
 */
export class BenchCluster {
  readonly disks = new Map<number, MemoryDisk>();
  /** Everything that was sent, lost or not, oldest first. */
  readonly sent: Sent[] = [];
  /** What waits for `release`. */
  readonly held: PeerMessage[] = [];
  /** Messages for which this holds are lost. */
  isLost: (message: Sent) => boolean = () => false;
  /** Messages for which this holds wait in `held`. */
  isHeld: (message: Sent) => boolean = () => false;
  readonly #up = new Map<number, BenchNode>();
  readonly #size: number;
  readonly #groups: number;
  readonly #tuning: Partial<Tuning>;
  readonly #store: StoreKind;
  #inTransit: PeerMessage[] = [];

  constructor(size: number, tuning: Partial<Tuning> = {}, groups = 1, store: StoreKind = 'memory') {
    this.#size = size;
    this.#groups = groups;
    this.#tuning = tuning;
    this.#store = store;
    for (const id of this.#ids()) {
      this.disks.set(id, new MemoryDisk());
      this.start(id);
    }
  }

  /** A cluster that node `leader` leads in every group, everything committed everywhere. */
  static led(size: number, tuning: Partial<Tuning> = {}, leader = 1): BenchCluster {
    const cluster = new BenchCluster(size, tuning);
    cluster.elect(leader);
    cluster.tick(2);
    return cluster;
  }

  bench(id: number): BenchNode {
    return present(this.#up.get(id), 'the node is up');
  }

  replica(id: number, of = 1): Replica {
    return present(this.bench(id).node.replicas.get(group(of)), 'the node has the group');
  }

  state(id: number, of = 1): RaftState {
    return this.replica(id, of).raft.state;
  }

  /** A node that is not there yet, and asks to join. */
  join(id: number): void {
    this.disks.set(id, new MemoryDisk());
    this.start(id);
  }

  /** Starts a node on what its disk holds; beyond the first `size` it joins. */
  start(id: number): void {
    const change: Partial<NodeOptions> = { ...memberOf(id), seed: id, store: this.#store };
    const groups = groupsOf(this.#ids(), this.#groups).map((options) =>
      id <= this.#size ? options : { ...options, join: true, members: [], contacts: [node(1)] },
    );
    const bench = new BenchNode(groups, this.#tuning, this.disks.get(id), change);
    bench.onSent = (sent) => this.#route(sent);
    this.#up.set(id, bench);
    this.settle();
  }

  /** Ends a node; its machine goes on. */
  kill(id: number): void {
    this.#up.delete(id);
    this.disks.get(id)?.kill();
    this.#inTransit = this.#inTransit.filter(({ message }) => message.to !== node(id));
  }

  /** Ends a node; its disk forgets what it has not synced. */
  cutPower(id: number): void {
    this.#up.delete(id);
    this.disks.get(id)?.cutPower();
    this.#inTransit = this.#inTransit.filter(({ message }) => message.to !== node(id));
  }

  /** All nodes hear that they are connected with each other, in `version`. */
  connect(version: ProtocolVersion = 2): void {
    for (const [id, bench] of this.#up) {
      for (const other of this.#up.keys()) {
        if (other !== id) {
          bench.peerUp(node(other), version);
        }
      }
    }
    this.settle();
  }

  /** Carries messages, disks and turns on until nothing is left to do. */
  settle(): void {
    for (let delivered = 0; delivered < DELIVERIES_MAX; ) {
      for (const bench of this.#up.values()) {
        this.#run(bench);
      }
      const arriving = this.#inTransit.splice(0);
      if (arriving.length === 0) {
        return;
      }
      for (const { group: of, message } of arriving) {
        this.inject(message, of);
      }
      delivered += arriving.length;
    }
    throw new Error(`more than ${DELIVERIES_MAX} messages without rest`);
  }

  /** Time passes at some nodes, all that are up unless told; everything else follows. */
  tick(count = 1, ids: Iterable<number> = this.#up.keys()): void {
    const ticking = [...ids].map((id) => this.bench(id));
    for (let i = 0; i < count; i++) {
      for (const bench of ticking) {
        bench.sleep(this.#tuning.tickMicros ?? 100_000);
      }
      this.settle();
    }
  }

  /** Lets time pass until `id` leads: nobody else is heard as a candidate, and followers forget. */
  elect(id: number, of = 1): void {
    const isLost = this.isLost;
    this.isLost = (message) =>
      isLost(message) || (isCampaign(message) && message.from !== node(id));
    const followers = [...this.#up.keys()].filter((each) => !this.state(each, of).isLeader);
    this.tick(this.state(id, of).options.electionTicks, followers);
    for (let ticks = 0; !this.state(id, of).isLeader; ticks++) {
      if (ticks > ELECTION_TICKS_MAX) {
        throw new Error(`node ${id} is not elected`);
      }
      this.tick(1, [id]);
    }
    this.isLost = isLost;
  }

  /** A message reaches whom it is for, whether or not anybody sent it. */
  inject(message: Sent, of = 1): void {
    for (const [id, bench] of this.#up) {
      if (message.to === node(id)) {
        bench.deliver(message, of);
      }
    }
  }

  /** What was held, and is chosen, arrives in its order. */
  release(chosen: (message: Sent) => boolean = () => true): void {
    for (const each of this.held.splice(0)) {
      (chosen(each.message) ? this.#inTransit : this.held).push(each);
    }
    this.settle();
  }

  /** Cuts these nodes off from all others. */
  cut(...ids: readonly number[]): void {
    const cutOff = ids.map(node);
    this.isLost = ({ from, to }) => cutOff.includes(from) !== cutOff.includes(to);
  }

  heal(): void {
    this.isLost = () => false;
    this.isHeld = () => false;
    this.release();
  }

  /** Writes `key` at node `id`; what it is answered, if it is by the time everything rests. */
  put(id: number, key: string, value = 'v'): ClientResponse | undefined {
    const request = this.bench(id).put(key, value);
    this.settle();
    return this.bench(id).answersTo(request)[0];
  }

  /** Asks node `id` for a change of members; what it is answered by the time everything rests. */
  change(id: number, change: MemberChange): ClientResponse | undefined {
    const request = this.bench(id).operate({
      kind: 'changeMembership',
      change: { initial: false, expectedChangeId: null, transition: 'single', changes: [change] },
    });
    this.settle();
    return this.bench(id).answersTo(request)[0];
  }

  /** Messages of one kind that were sent so far. */
  sentOf<K extends Sent['kind']>(kind: K): SentOf<K>[] {
    return this.sent.filter((message): message is SentOf<K> => message.kind === kind);
  }

  #ids(): number[] {
    return Array.from({ length: this.#size }, (_, i) => i + 1);
  }

  #route(sent: PeerMessage): void {
    this.sent.push(sent.message);
    if (this.isLost(sent.message)) {
      return;
    }
    (this.isHeld(sent.message) ? this.held : this.#inTransit).push(sent);
  }

  #run(bench: BenchNode): void {
    const before = [...bench.node.replicas].map(
      ([of, { raft }]) => [of, summarize(raft.state)] as const,
    );
    bench.settle();
    for (const [of, summary] of before) {
      const state = bench.node.replicas.get(of)?.raft.state;
      if (state !== undefined) {
        checkTransition(summary, summarize(state));
      }
    }
    for (const { raft } of bench.node.replicas.values()) {
      checkState(raft.state);
    }
  }
}

function isCampaign({ kind }: Sent): boolean {
  return kind === 'preVoteRequest' || kind === 'voteRequest';
}
