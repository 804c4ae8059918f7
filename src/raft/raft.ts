import type { LogIndex, NodeId } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import type { Configuration } from './configuration.ts';
import { applyConfiguration, confirmConfiguration, leaveWhenConfirmed } from './configuring.ts';
import { campaign } from './election.ts';
import type { Draft, Entry } from './entry.ts';
import type { Position } from './log.ts';
import type { Message } from './message.ts';
import {
  type Proposed,
  proposeCommand,
  proposeConfiguration,
  type Refusal,
  refusalOfConfiguration,
} from './proposing.ts';
import { leaseReadIndex, requestRead } from './reading.ts';
import { persisted, type Ready, takeReady } from './ready.ts';
import { onSnapshotSent, onUnreachable } from './replication.ts';
import { type RaftOptions, RaftState, type RecoveredRaft } from './state.ts';
import { step } from './step.ts';
import { sleep, tick, wake } from './tick.ts';
import { transferLeadership } from './transfer.ts';

/**
 * Consensus of one group on one node, as a state machine without input or output.
 *
 * Feed it with time (`tick`), messages (`step`) and requests; then take what it wants done
 * (`takeReady`) and report what became of it (`persisted`, `applied`, `snapshotInstalled`).
 */
export class Raft {
  readonly state: RaftState;

  constructor(options: RaftOptions, recovered: RecoveredRaft) {
    this.state = new RaftState(options, recovered);
  }

  /**
   * Notes that this replica has run before: what it told a leader then holds for a while yet, so it
   * votes for nobody (raft.md item 44).
   */
  guardAfterRestart(): void {
    this.state.guardTicks = this.state.options.electionTicks;
  }

  tick(): void {
    tick(this.state);
  }

  /** Notes that no tick will come until `wake`. */
  sleep(): void {
    sleep(this.state);
  }

  /** Goes on after a time without ticks. */
  wake(sleptTicks: number): void {
    wake(this.state, sleptTicks);
  }

  /** @throws RaftLabError LOG_LOST when the disk forgot entries it had confirmed. */
  step(message: Message): void {
    step(this.state, message);
  }

  campaign(): void {
    campaign(this.state);
  }

  proposeCommand(draft: Draft): Proposed {
    return proposeCommand(this.state, draft);
  }

  proposeConfiguration(draft: Draft): Proposed {
    return proposeConfiguration(this.state, draft);
  }

  /** @param target - 0 for whoever lacks least. */
  transferLeadership(target: NodeId): Refusal | 'noVoter' | null {
    return transferLeadership(this.state, target);
  }

  /** Asks for a read index; the answer comes in a later `takeReady().readStates`. */
  requestRead(requestId: number): void {
    requestRead(this.state, requestId);
  }

  /** The index a linearizable read must wait for, without asking anybody; null when it must ask. */
  leaseReadIndex(): LogIndex | null {
    return leaseReadIndex(this.state);
  }

  /** Everything that waits to be done; the caller now owes it. */
  takeReady(): Ready {
    return takeReady(this.state);
  }

  persisted(position: Position): void {
    persisted(this.state, position);
  }

  /** Notes that entries through `index`, of `bytes` in total, are applied to the replicated state. */
  applied(index: LogIndex, bytes: number): void {
    this.state.log.appliedTo(index);
    this.state.log.evict(this.state.options.logMemoryBytesMax);
    this.state.unappliedBytes = Math.max(0, this.state.unappliedBytes - bytes);
    leaveWhenConfirmed(this.state);
  }

  /**
   * Takes entries that were read from disk because `Ready.wantedIndex` asked for them.
   *
   * @returns false when they are not what this replica wrote there.
   */
  reloaded(entries: readonly Entry[]): boolean {
    this.state.replicationDue ||= this.state.isLeader;
    return this.state.log.reload(entries);
  }

  applyConfiguration(configuration: Configuration): void {
    applyConfiguration(this.state, configuration);
  }

  /** Lets a leader find out when a majority knows the configuration for certain. */
  confirmConfiguration(): void {
    confirmConfiguration(this.state);
  }

  /** Whether a configuration change would be taken now. */
  get isConfigurable(): boolean {
    return refusalOfConfiguration(this.state) === null;
  }

  /** Notes that the accepted snapshot is now the replicated state. */
  snapshotInstalled(): void {
    const { pendingSnapshot, log } = this.state;
    invariant(pendingSnapshot !== null, 'a snapshot was accepted before it is installed');
    this.state.pendingSnapshot = null;
    log.appliedTo(pendingSnapshot.position.index);
  }

  snapshotSent(peer: NodeId, arrived: boolean): void {
    onSnapshotSent(this.state, peer, arrived);
  }

  unreachable(peer: NodeId): void {
    onUnreachable(this.state, peer);
  }
}
