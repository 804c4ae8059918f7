import type { NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Configuration } from '../../src/raft/configuration.ts';
import { ENTRY_HEADER_BYTES, recordBytes } from '../../src/raft/entry.ts';
import { checkState, checkTransition, summarize } from '../../src/raft/invariants.ts';
import type { Message } from '../../src/raft/message.ts';
import type { Raft } from '../../src/raft/raft.ts';
import type { ReadState } from '../../src/raft/state.ts';
import { index, node } from '../branded.ts';
import { configuration, replica, type Start } from './replica.ts';

/** An endless exchange of messages is a defect, not a slow test. */
const DELIVERIES_MAX = 10_000;

/**
 * Replicas of one group whose messages are carried by hand and whose disks sync at once. Every step
 * is checked against what must hold of one state, and between two.
 */
export class Group {
  readonly rafts = new Map<NodeId, Raft>();
  readonly reads: (ReadState & { readonly node: NodeId })[] = [];
  /** Messages for which this holds are lost. */
  isLost: (message: Message) => boolean = () => false;
  #queue: Message[] = [];
  #delivered = 0;

  /** Members 1 to `size`, all voters, and whatever `start` says of all of them. */
  constructor(size: number, start: Omit<Start, 'id' | 'voters'> = {}) {
    const voters = Array.from({ length: size }, (_, i) => i + 1);
    for (const id of [...voters, ...(start.learners ?? [])]) {
      this.add({ ...start, id, voters });
    }
  }

  add(start: Start & { readonly id: number }): void {
    // Replicas of one seed would draw the same timeouts and collide for ever.
    const options = { seed: start.id, ...start.options };
    this.rafts.set(node(start.id), replica({ ...start, options }));
  }

  raft(id: number): Raft {
    return present(this.rafts.get(node(id)), 'the member exists');
  }

  /** Lets `id` campaign and everything happen that follows. */
  elect(id: number): Raft {
    this.raft(id).campaign();
    this.settle();
    return this.raft(id);
  }

  tick(count: number, ids: Iterable<number> = this.rafts.keys()): void {
    const ticking = [...ids];
    for (let i = 0; i < count; i++) {
      for (const id of ticking) {
        this.raft(id).tick();
      }
      this.settle();
    }
  }

  /** Proposes a configuration and lets everything happen that follows. */
  reconfigure(id: number, start: Start) {
    const payload = new TextEncoder().encode(JSON.stringify(configuration(start)));
    const bytes = new Uint8Array(ENTRY_HEADER_BYTES + payload.length);
    bytes.set(payload, ENTRY_HEADER_BYTES);
    const proposed = this.raft(id).proposeConfiguration({ bytes, start: 0, end: bytes.length });
    this.settle();
    return proposed;
  }

  /** Carries messages until there are none. */
  settle(): void {
    this.#delivered = 0;
    do {
      for (const raft of this.rafts.values()) {
        this.#carryOut(raft);
      }
      for (const message of this.#queue.splice(0)) {
        this.#deliver(message);
      }
    } while (this.#queue.length > 0 || this.#isBusy());
  }

  cut(...ids: readonly number[]): void {
    this.isLost = ({ from, to }) => ids.includes(from) !== ids.includes(to);
  }

  heal(): void {
    this.isLost = () => false;
  }

  #deliver(message: Message): void {
    const receiver = this.rafts.get(message.to);
    if (receiver === undefined || (message.from !== message.to && this.isLost(message))) {
      return;
    }
    if (++this.#delivered > DELIVERIES_MAX) {
      throw new Error(`more than ${DELIVERIES_MAX} messages without rest`);
    }
    const before = summarize(receiver.state);
    receiver.step(message);
    checkTransition(before, summarize(receiver.state));
    checkState(receiver.state);
  }

  #isBusy(): boolean {
    return [...this.rafts.values()].some(({ state }) => {
      const { messages, messagesAfterPersist, readStates } = state;
      const { isLeader, replicationDue, heartbeatDue } = state;
      const waits = messages.length + messagesAfterPersist.length + readStates.length > 0;
      return waits || (isLeader && (replicationDue || heartbeatDue));
    });
  }

  #carryOut(raft: Raft): void {
    const ready = raft.takeReady();
    if (ready.snapshot !== null) {
      raft.snapshotInstalled();
    }
    const last = ready.entries[ready.entries.length - 1];
    if (last !== undefined) {
      raft.persisted(last);
    }
    this.#queue.push(...ready.messages, ...ready.messagesAfterPersist);
    this.reads.push(...ready.readStates.map((read) => ({ ...read, node: raft.state.id })));
    this.#apply(raft);
    checkState(raft.state);
  }

  #apply(raft: Raft): void {
    const { log } = raft.state;
    while (log.appliedIndex < log.applicableIndex) {
      const entry = log.entryAt(index(log.appliedIndex + 1));
      raft.applied(entry.index, recordBytes(entry));
      if (entry.kind === 'configuration') {
        const text = new TextDecoder().decode(
          entry.bytes.subarray(entry.start + ENTRY_HEADER_BYTES, entry.end),
        );
        raft.applyConfiguration(JSON.parse(text) as Configuration);
      }
    }
  }
}
