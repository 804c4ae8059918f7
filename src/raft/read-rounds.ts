import type { LogIndex, NodeId } from '../base/ids.ts';

/** A read that waits until this leader is confirmed; `from` is the asking replica. */
export interface PendingRead {
  readonly from: NodeId;
  readonly requestId: number;
}

/** Most questions that wait; each stands for all reads that one node collected in a turn. */
export const QUESTIONS_MAX = 4096;

interface Round {
  readonly counter: number;
  readonly commitIndex: LogIndex;
  readonly reads: PendingRead[];
}

/** A read whose leader was confirmed after it was asked. */
export interface ConfirmedRead extends PendingRead {
  readonly index: LogIndex;
}

/**
 * Confirmation rounds of a leader (thesis §6.4).
 *
 * Rounds are numbered within a leader's term and travel on heartbeats. An answer to round n confirms
 * every round up to n, and a read joins only a round that was not sent yet, so an old answer can
 * never confirm a new read (raft.md item 41).
 */
export class ReadRounds {
  /** The newest round that was sent. */
  #sentCounter = 0;
  #rounds: Round[] = [];
  /** Reads asked before this leader committed an entry of its term (raft.md item 40). */
  #early: PendingRead[] = [];

  /** Reads that were asked before the term's first commit or wait for their round. */
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  /** Whether no further read may be added. */
  get isFull(): boolean {
    return this.#waiting >= QUESTIONS_MAX;
  }

  get sentCounter(): number {
    return this.#sentCounter;
  }

  /** Whether a round was opened since the last one was sent. */
  get unsent(): boolean {
    const last = this.#rounds[this.#rounds.length - 1];
    return last !== undefined && last.counter > this.#sentCounter;
  }

  addEarly(read: PendingRead): void {
    this.#waiting++;
    this.#early.push(read);
  }

  takeEarly(): PendingRead[] {
    const early = this.#early;
    this.#waiting -= early.length;
    this.#early = [];
    return early;
  }

  /** Puts a read into the round that will be sent next. */
  add(read: PendingRead, commitIndex: LogIndex): void {
    const last = this.#rounds[this.#rounds.length - 1];
    const open = last !== undefined && last.counter > this.#sentCounter;
    this.#waiting++;
    if (open && last.commitIndex === commitIndex) {
      last.reads.push(read);
    } else {
      const counter = open ? last.counter : this.#sentCounter + 1;
      this.#rounds.push({ counter, commitIndex, reads: [read] });
    }
  }

  /** Notes that heartbeats leave now, as a round of their own; returns the counter they carry. */
  send(): number {
    return ++this.#sentCounter;
  }

  /** Takes out the reads of every round up to `counter`. */
  confirm(counter: number): ConfirmedRead[] {
    const confirmed: ConfirmedRead[] = [];
    while (this.#rounds.length > 0 && (this.#rounds[0] as Round).counter <= counter) {
      const { reads, commitIndex } = this.#rounds.shift() as Round;
      confirmed.push(...reads.map((read) => ({ ...read, index: commitIndex })));
    }
    this.#waiting -= confirmed.length;
    return confirmed;
  }

  /** Ends the term: forgets everything and returns the reads that were waiting. */
  drop(): PendingRead[] {
    const dropped = [...this.#early, ...this.#rounds.flatMap((round) => round.reads)];
    this.#early = [];
    this.#rounds = [];
    this.#sentCounter = 0;
    this.#waiting = 0;
    return dropped;
  }
}
