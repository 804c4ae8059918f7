import { type GroupId, NO_NODE, NO_SESSION, type NodeId, type SessionId } from '../base/ids.ts';
import type { Operation } from './operation.ts';

/** What a client knows of one group: who leads it, and its session there. */
export class GroupRoute {
  readonly group: GroupId;
  /** Who was last said to lead. */
  leader: NodeId = NO_NODE;
  session: SessionId = NO_SESSION;
  isRegistering = false;
  /** Writes that wait for the session. */
  waiting: Operation[] = [];
  #lastSequence = 0;
  /** Sequences without an answer, ascending. */
  readonly #unanswered = new Set<number>();

  constructor(group: GroupId) {
    this.group = group;
  }

  nextSequence(): number {
    this.#lastSequence++;
    this.#unanswered.add(this.#lastSequence);
    return this.#lastSequence;
  }

  /** The caller has its outcome, or gave the operation up: it will not be asked for again. */
  close(session: SessionId, sequence: number): void {
    if (session === this.session) {
      this.#unanswered.delete(sequence);
    }
  }

  /** Every sequence of `session` up to here is closed; of an earlier session nothing is known. */
  answeredThroughOf(session: SessionId): number {
    if (session === NO_SESSION || session !== this.session) {
      return 0;
    }
    const { value, done } = this.#unanswered.values().next();
    return done === true ? this.#lastSequence : value - 1;
  }

  openSession(session: SessionId): void {
    this.session = session;
    this.isRegistering = false;
    this.#lastSequence = 0;
    this.#unanswered.clear();
  }

  loseSession(): void {
    this.session = NO_SESSION;
  }
}
