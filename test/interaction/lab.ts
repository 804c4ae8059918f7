import { NO_NODE, type NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { index, node, term } from '../branded.ts';
import { foundingMembership } from './lab-membership.ts';
import {
  type LabMessage,
  type Proposal,
  receiverOf,
  type SavedState,
  typeOf,
} from './lab-message.ts';
import { LabNode, type LabOptions } from './lab-node.ts';
import { Safety } from './safety.ts';

/** An exchange of messages without end is a defect. */
const ROUNDS_MAX = 1000;

/** What nodes are bootstrapped from: a snapshot of term 1 at an index, or nothing with 0. */
export interface Founding {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly index: number;
  readonly content: string;
}

/** A group of nodes and the one list of messages between them, moved by commands alone. */
export class Lab {
  readonly nodes: LabNode[] = [];
  readonly #safety: Safety | null;
  #inFlight: LabMessage[] = [];

  constructor(options: { readonly checksSafety: boolean } = { checksSafety: true }) {
    this.#safety = options.checksSafety ? new Safety() : null;
  }

  /** Adds one node with the next id. */
  add(founding: Founding, optionsOf: (id: NodeId) => LabOptions): void {
    const id = node(this.nodes.length + 1);
    this.nodes.push(new LabNode(optionsOf(id), savedAt(founding)));
  }

  node(id: number): LabNode {
    return present(this.nodes[id - 1], `there is a node ${id}`);
  }

  propose(id: number, proposal: Proposal): void {
    const forwarded = this.node(id).propose(proposal);
    if (forwarded !== null) {
      this.#inFlight.push({ kind: 'proposal', from: node(id), ...forwarded });
    }
  }

  /** Hands over from `from`, or from whom it follows. */
  transfer(from: number, to: number): void {
    const { isLeader, leader } = this.node(from).raft.state;
    const giver = isLeader ? from : leader;
    if (giver !== NO_NODE) {
      this.node(giver).cause((raft) => {
        raft.transferLeadership(node(to));
      });
    }
  }

  sendSnapshot(from: number, to: number): void {
    this.#inFlight.push(this.node(from).snapshotTo(node(to)));
  }

  processReady(id: number): void {
    const leaving = this.node(id).cycle();
    this.#inFlight.push(...leaving);
    this.check();
  }

  /** Lets the append thread of a node do its next job. */
  processAppend(id: number): void {
    this.#inFlight.push(...this.node(id).runDiskJob());
    this.check();
  }

  /** Lets the apply thread of a node do its next job. */
  processApply(id: number): void {
    this.node(id).runApplyJob();
    this.check();
  }

  /** Delivers, or drops, what is under way to `ids` now. */
  deliver(
    ids: readonly number[],
    options: { readonly type: string | null; readonly drop: boolean },
  ): void {
    const isMeant = (message: LabMessage) =>
      ids.includes(receiverOf(message)) &&
      (options.type === null || options.type === typeOf(message));
    const meant = this.#inFlight.filter(isMeant);
    this.#inFlight = this.#inFlight.filter((message) => !isMeant(message));
    if (!options.drop) {
      for (const message of meant) {
        this.#deliver(message);
      }
    }
    this.check();
  }

  /** Lets `ids` work and talk until nothing changes. */
  stabilize(ids: readonly number[]): void {
    let rounds = 0;
    while (this.#round(ids)) {
      if (++rounds > ROUNDS_MAX) {
        throw new Error(`no rest after ${ROUNDS_MAX} rounds`);
      }
    }
  }

  /** @throws Error when the group is not safe any more. */
  check(): void {
    this.#safety?.check(this.nodes);
  }

  #round(ids: readonly number[]): boolean {
    let isBusy = false;
    for (const id of ids) {
      if (this.node(id).isBusy) {
        this.processReady(id);
        isBusy = true;
      }
    }
    for (const id of ids) {
      if (this.#inFlight.some((message) => receiverOf(message) === id)) {
        this.deliver([id], { type: null, drop: false });
        isBusy = true;
      }
    }
    return this.#runThreads(ids) || isBusy;
  }

  #runThreads(ids: readonly number[]): boolean {
    let isBusy = false;
    for (const id of ids) {
      for (; this.node(id).hasDiskJob; isBusy = true) {
        this.processAppend(id);
      }
    }
    for (const id of ids) {
      for (; this.node(id).hasApplyJob; isBusy = true) {
        this.processApply(id);
      }
    }
    return isBusy;
  }

  #deliver(message: LabMessage): void {
    const receiver = this.nodes[receiverOf(message) - 1];
    receiver?.receive(message);
  }
}

function savedAt(founding: Founding): SavedState {
  const { voters, learners, content } = founding;
  return {
    position: { index: index(founding.index), term: term(founding.index > 0 ? 1 : 0) },
    membership: foundingMembership(voters, learners),
    content,
  };
}
