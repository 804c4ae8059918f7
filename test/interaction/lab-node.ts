import { type LogIndex, minIndex, NO_NODE, NO_TERM, type NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { configurationOf } from '../../src/engine/replica.ts';
import type { Membership } from '../../src/kv/membership.ts';
import { isVoter } from '../../src/raft/configuration.ts';
import { recordBytes } from '../../src/raft/entry.ts';
import { checkState, checkTransition, summarize } from '../../src/raft/invariants.ts';
import { RaftLog } from '../../src/raft/log.ts';
import type { Message } from '../../src/raft/message.ts';
import { Raft } from '../../src/raft/raft.ts';
import { hasCommittedInTerm, type RaftOptions } from '../../src/raft/state.ts';
import { index } from '../branded.ts';
import { LEAVE_JOINT } from './conf-change.ts';
import { excluded } from './exclusions.ts';
import { answersOf, Outbox } from './lab-disk.ts';
import { changeDraft, payloadText, textDraft } from './lab-entry.ts';
import { LabMachine } from './lab-machine.ts';
import { isInPlace } from './lab-membership.ts';
import type { DiskJob, LabMessage, Proposal, SavedState } from './lab-message.ts';

/** What a node is told besides what consensus is told. */
export interface LabOptions {
  readonly raft: RaftOptions;
  /** Bytes of payload that one cycle applies at most, but always one entry. */
  readonly applyBytesMax: number;
  /** Whether the disk and the state machine have threads of their own, with queues before them. */
  readonly asyncStorage: boolean;
}

/**
 * One replica with the disk and the state machine that transcripts speak of.
 *
 * There messages are made when they are caused; so whatever consensus has to send is taken from it
 * after each event, and waits in order until the node's cycle.
 */
export class LabNode {
  readonly raft: Raft;
  readonly #machine: LabMachine;
  readonly #options: LabOptions;
  readonly #outbox = new Outbox();
  /** The state that came with a snapshot that is not installed yet. */
  #arrived: SavedState | null = null;
  #waiting: Proposal[] = [];
  readonly #diskJobs: DiskJob[] = [];
  /** How far each queued job of the apply thread goes. */
  readonly #applyJobs: LogIndex[] = [];
  #commitWritten: LogIndex;

  constructor(options: LabOptions, saved: SavedState) {
    const { position } = saved;
    const log = RaftLog.recovered({
      compacted: position,
      entries: [],
      commitIndex: position.index,
      snapshotIndex: position.index,
    });
    const hardState = { term: NO_TERM, vote: NO_NODE, commitIndex: position.index };
    const configuration = configurationOf(saved.membership);
    this.#options = options;
    this.#machine = new LabMachine(saved);
    this.#commitWritten = position.index;
    this.raft = new Raft(options.raft, { hardState, log, configuration });
  }

  get id(): NodeId {
    return this.raft.state.id;
  }

  /** Lets `event` happen to consensus, and keeps what comes of it. */
  cause(event: (raft: Raft) => void): void {
    const before = summarize(this.raft.state);
    event(this.raft);
    checkTransition(before, summarize(this.raft.state));
    this.#outbox.add(this.raft.takeReady());
  }

  receive(labMessage: LabMessage): void {
    switch (labMessage.kind) {
      case 'proposal':
        this.propose(labMessage.proposal);
        return;
      case 'persisted':
        this.#noteDurable(labMessage.job);
        return;
      case 'raft': {
        const { message, state } = labMessage;
        this.#arrived = state ?? this.#arrived;
        this.cause((raft) => raft.step(message));
        return;
      }
    }
  }

  /** Proposes here; returns where to pass the proposal on to, or null when that is over. */
  propose(proposal: Proposal): { readonly to: NodeId; readonly proposal: Proposal } | null {
    const { isLeader, leader } = this.raft.state;
    if (isLeader) {
      this.#waiting.push(proposal);
      this.#proposeWaiting();
      return null;
    }
    return leader === NO_NODE ? null : { to: leader, proposal };
  }

  get isBusy(): boolean {
    return !this.#outbox.isEmpty || this.#hasToApply;
  }

  /**
   * One cycle: persist, apply what was committed when it began, and take in the own votes and
   * acknowledgements; or queue all that where threads do it. Returns what leaves.
   */
  cycle(): LabMessage[] {
    const committed = this.raft.state.log.commitIndex;
    const leaving = this.#options.asyncStorage ? this.#queueJobs() : this.#doJobs(committed);
    this.#proposeWaiting();
    this.#check();
    return leaving.map((message) => this.#send(message));
  }

  get hasDiskJob(): boolean {
    return this.#diskJobs.length > 0;
  }

  get hasApplyJob(): boolean {
    return this.#applyJobs.length > 0;
  }

  /** The append thread's next job. Returns what it sends, to this node too. */
  runDiskJob(): LabMessage[] {
    const job = this.#diskJobs.shift();
    return job === undefined ? [] : answersOf(job, this.id);
  }

  /** The apply thread's next job. */
  runApplyJob(): void {
    const through = this.#applyJobs.shift();
    if (through !== undefined) {
      this.#applyThrough(through);
      this.#proposeWaiting();
      this.#check();
    }
  }

  /** What a snapshot of this node to `to` consists of, in the node's term. */
  snapshotTo(to: NodeId): LabMessage {
    const { saved } = this.#machine;
    const message: Message = {
      kind: 'installSnapshot',
      from: this.id,
      to,
      term: this.raft.state.term,
      index: saved.position.index,
      indexTerm: saved.position.term,
      configuration: configurationOf(saved.membership),
    };
    return { kind: 'raft', message, state: saved };
  }

  get #hasToApply(): boolean {
    const { log } = this.raft.state;
    return (this.#applyJobs.at(-1) ?? log.appliedIndex) < log.applicableIndex;
  }

  #doJobs(committed: LogIndex): Message[] {
    const { messages, job } = this.#outbox.take();
    this.#noteDurable(job);
    this.#applyThrough(committed);
    for (const message of job.responses.filter(({ to }) => to === this.id)) {
      this.cause((raft) => raft.step(message));
    }
    return [...messages, ...job.responses.filter(({ to }) => to !== this.id)];
  }

  #queueJobs(): Message[] {
    const { log } = this.raft.state;
    const hasJob = this.#outbox.hasJob || log.commitIndex > this.#commitWritten;
    const { messages, job } = this.#outbox.take();
    if (hasJob) {
      this.#commitWritten = log.commitIndex;
      this.#diskJobs.push(job);
    }
    if (this.#hasToApply) {
      this.#applyJobs.push(log.applicableIndex);
    }
    return messages;
  }

  #noteDurable({ position, hasSnapshot }: DiskJob): void {
    if (hasSnapshot && this.raft.state.pendingSnapshot !== null) {
      this.#machine.saved = present(this.#arrived, 'an accepted snapshot has arrived');
      this.cause((raft) => raft.snapshotInstalled());
    }
    if (position !== null) {
      this.cause((raft) => raft.persisted(position));
    }
  }

  #applyThrough(through: LogIndex): void {
    const { log } = this.raft.state;
    for (let bytes = 0; bytes < this.#options.applyBytesMax; ) {
      if (log.appliedIndex >= minIndex(through, log.applicableIndex)) {
        return;
      }
      const entry = log.entryAt(index(log.appliedIndex + 1));
      bytes += payloadText(entry).length;
      this.cause((raft) => raft.applied(entry.index, recordBytes(entry)));
      if (this.#machine.apply(entry)) {
        this.#adoptMembers();
      }
      this.#leaveJoint();
    }
  }

  /** Whoever leads ends a joint configuration that is to end by itself, and nobody twice. */
  #leaveJoint(): void {
    const { isLeader, configurationIndexMin, log } = this.raft.state;
    const mayPropose = isLeader && configurationIndexMin <= log.appliedIndex;
    if (mayPropose && this.#machine.membership.joint?.autoLeave === true) {
      this.cause((raft) => raft.proposeConfiguration(changeDraft(LEAVE_JOINT)));
    }
  }

  #adoptMembers(): void {
    const configuration = configurationOf(this.#machine.membership);
    const { isLeader } = this.raft.state;
    if (isLeader && !isVoter(configuration, this.id)) {
      throw excluded('removed leader');
    }
    this.cause((raft) => raft.applyConfiguration(configuration));
  }

  /** Here too the newest saved state is what a follower is sent, whatever consensus asked for. */
  #send(message: Message): LabMessage {
    return message.kind === 'installSnapshot'
      ? this.snapshotTo(message.to)
      : { kind: 'raft', message, state: null };
  }

  /** In order; what may not be proposed yet holds back what came after it. */
  #proposeWaiting(): void {
    while (this.#waiting.length > 0 && this.raft.state.isLeader) {
      const [proposal] = this.#waiting;
      if (proposal?.kind === 'configuration' && !hasCommittedInTerm(this.raft.state)) {
        return;
      }
      this.#waiting.shift();
      this.cause((raft) => proposeTo(raft, proposal as Proposal, this.#machine.membership));
    }
    this.#waiting = this.raft.state.isLeader ? this.#waiting : [];
  }

  #check(): void {
    // A group that begins with a snapshot has no term yet, but for the snapshot's.
    if (this.raft.state.term >= this.raft.state.log.lastTerm) {
      checkState(this.raft.state);
    }
  }
}

/** In transcripts a change that is out of place enters the log as an entry without content. */
function proposeTo(raft: Raft, proposal: Proposal, membership: Membership): void {
  if (proposal.kind === 'command') {
    raft.proposeCommand(textDraft(proposal.text));
    return;
  }
  const { change } = proposal;
  const isRefused =
    !isInPlace(membership, change) ||
    raft.proposeConfiguration(changeDraft(change)).kind === 'refused';
  if (isRefused) {
    raft.proposeCommand(textDraft(''));
  }
}
