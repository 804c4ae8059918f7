import { indexAfter, type LogIndex, maxIndex, minIndex, NO_INDEX } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import { InflightWindow } from './inflight-window.ts';

/**
 * What the leader does for a follower.
 *
 * - `probe`: it looks for the place where the logs agree, one append at a time.
 * - `replicate`: it sends ahead of acknowledgements, as far as the window allows.
 * - `snapshot`: the entries the follower needs are compacted; it waits for a snapshot to arrive.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/** What the leader knows of one member. Always: 0 <= matchIndex < nextIndex. */
export class Progress {
  state: ProgressState = 'probe';
  /** Highest index known to be durable on the member; never falls within a term. */
  matchIndex: LogIndex = NO_INDEX;
  /** The next index to send. */
  nextIndex: LogIndex;
  /** Highest commit index the member was told of. */
  commitSent: LogIndex = NO_INDEX;
  /** Highest confirmation round the member answered. */
  readCounter = 0;
  /** In `probe`: an append is under way; another goes out after an answer or a heartbeat's answer. */
  probeSent = false;
  /** In `snapshot`: the index of the snapshot under way. */
  snapshotIndex: LogIndex = NO_INDEX;
  /** Heard from since the last check of the quorum. */
  recentActive = false;
  /** A heartbeat's answer showed the member alive and behind: send something, even if empty. */
  nudge = false;
  readonly inflight: InflightWindow;

  constructor(
    nextIndex: LogIndex,
    limits: { readonly messagesMax: number; readonly bytesMax: number },
  ) {
    invariant(nextIndex > 0, 'the next index is above 0');
    this.nextIndex = nextIndex;
    this.inflight = new InflightWindow(limits);
  }

  /** Whether nothing may be sent for now, but a nudge. */
  get paused(): boolean {
    return (
      this.state === 'snapshot' ||
      (this.state === 'probe' && this.probeSent) ||
      (this.state === 'replicate' && this.inflight.full)
    );
  }

  becomeProbe(): void {
    // A snapshot may have arrived although nobody said so; do not ask below it.
    const floor =
      this.state === 'snapshot' ? maxIndex(this.matchIndex, this.snapshotIndex) : this.matchIndex;
    this.#reset('probe');
    this.nextIndex = indexAfter(floor);
  }

  becomeReplicate(): void {
    this.#reset('replicate');
    this.nextIndex = indexAfter(this.matchIndex);
  }

  becomeSnapshot(snapshotIndex: LogIndex): void {
    this.#reset('snapshot');
    this.snapshotIndex = snapshotIndex;
  }

  /** Notes an acknowledgement. Returns whether it told anything new. */
  acknowledge(index: LogIndex): boolean {
    const isNews = index > this.matchIndex;
    if (isNews) {
      this.matchIndex = index;
      this.probeSent = false;
    }
    this.nextIndex = maxIndex(this.nextIndex, indexAfter(index));
    invariant(this.matchIndex < this.nextIndex, 'match is below next');
    return isNews;
  }

  /** Notes that entries through `lastIndex` were sent. */
  sent(lastIndex: LogIndex, entryCount: number, bytes: number): void {
    if (this.state === 'replicate') {
      if (entryCount > 0) {
        this.nextIndex = indexAfter(lastIndex);
        this.inflight.add(lastIndex, bytes);
      }
    } else {
      this.probeSent = true;
    }
    this.nudge = false;
  }

  /**
   * Notes that the follower refused an append after `rejectedIndex`. Returns false for a stale
   * refusal, which changes nothing.
   *
   * @param agreedAtMost - the highest index at which the logs may agree.
   */
  reject(rejectedIndex: LogIndex, agreedAtMost: LogIndex): boolean {
    if (this.state === 'replicate') {
      if (rejectedIndex <= this.matchIndex) {
        return false;
      }
      this.becomeProbe();
      return true;
    }
    if (this.nextIndex - 1 !== rejectedIndex) {
      return false;
    }
    const next = minIndex(rejectedIndex, indexAfter(agreedAtMost));
    this.nextIndex = maxIndex(next, indexAfter(this.matchIndex));
    this.probeSent = false;
    return true;
  }

  #reset(state: ProgressState): void {
    this.state = state;
    this.probeSent = false;
    this.nudge = false;
    this.snapshotIndex = NO_INDEX;
    this.inflight.clear();
  }
}
