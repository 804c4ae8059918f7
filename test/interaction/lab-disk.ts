import type { NodeId } from '../../src/base/ids.ts';
import type { Position } from '../../src/raft/log.ts';
import type { Message } from '../../src/raft/message.ts';
import type { Ready } from '../../src/raft/ready.ts';
import type { DiskJob, LabMessage } from './lab-message.ts';

/** What consensus wants done, in order, until a cycle takes it. */
export class Outbox {
  #messages: Message[] = [];
  #responses: Message[] = [];
  #position: Position | null = null;
  #hasSnapshot = false;
  #hardStateChanged = false;

  add(ready: Ready): void {
    this.#messages.push(...ready.messages);
    this.#responses.push(...ready.messagesAfterPersist);
    this.#position = ready.entries[ready.entries.length - 1] ?? this.#position;
    this.#hasSnapshot ||= ready.snapshot !== null;
    this.#hardStateChanged ||= ready.hardStateChanged;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0 && !this.hasJob;
  }

  /** Whether there is something to persist, or to answer after it. */
  get hasJob(): boolean {
    return (
      this.#responses.length > 0 ||
      this.#position !== null ||
      this.#hasSnapshot ||
      this.#hardStateChanged
    );
  }

  take(): { readonly messages: Message[]; readonly job: DiskJob } {
    const job = {
      position: this.#position,
      hasSnapshot: this.#hasSnapshot,
      responses: this.#responses,
    };
    const messages = this.#messages;
    this.#messages = [];
    this.#responses = [];
    this.#position = null;
    this.#hasSnapshot = false;
    this.#hardStateChanged = false;
    return { messages, job };
  }
}

/** What the append thread of `node` sends when `job` is done: the node hears of it by message. */
export function answersOf(job: DiskJob, node: NodeId): LabMessage[] {
  const responses = job.responses.map(
    (message): LabMessage => ({ kind: 'raft', message, state: null }),
  );
  const isWrite = job.position !== null || job.hasSnapshot;
  return isWrite ? [...responses, { kind: 'persisted', to: node, job }] : responses;
}
