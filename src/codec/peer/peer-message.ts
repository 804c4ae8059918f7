import type { GroupId, LogIndex, NodeId, Term } from '../../base/ids.ts';
import type { Message } from '../../raft/message.ts';

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: Term;
}

/** A piece of a snapshot file, sent by a leader of `term` to a follower that needs it. */
export interface SnapshotChunk extends Envelope {
  readonly kind: 'snapshotChunk';
  readonly index: LogIndex;
  readonly indexTerm: Term;
  /** Size of the whole file. */
  readonly fileBytes: number;
  readonly offset: number;
  /** CRC-32 of the chunk's bytes. */
  readonly checksum: number;
  readonly bytes: Uint8Array;
}

/**
 * What a follower made of a snapshot so far: it has the file up to `nextOffset` and waits for more,
 * or it has all of it, or it does not want it.
 */
export interface SnapshotProgress extends Envelope {
  readonly kind: 'snapshotProgress';
  readonly index: LogIndex;
  readonly nextOffset: number;
  readonly status: 'more' | 'done' | 'refused';
}

/** Says to a node that the group has removed it, for ever (raft.md item 35). */
export interface RemovedNotice extends Envelope {
  readonly kind: 'removedNotice';
}

/** A node without a group's data asks a member whether it may wait to be contacted. */
export interface JoinQuestion extends Envelope {
  readonly kind: 'joinQuestion';
}

/**
 * How the node stands in the newest configuration that the answering one has in its log.
 * `stranger`: the group does not know it yet; an operator must add it first.
 */
export interface JoinAnswer extends Envelope {
  readonly kind: 'joinAnswer';
  readonly standing: 'learner' | 'voter' | 'stranger';
  /** Log index of that configuration. */
  readonly configurationIndex: LogIndex;
  readonly voters: readonly NodeId[];
}

/**
 * The leader has nothing more to say than that everything through `commitIndex` is committed: whoever
 * has all of it may sleep until somebody speaks. Since version 2.
 */
export interface Quiesce extends Envelope {
  readonly kind: 'quiesce';
  readonly commitIndex: LogIndex;
}

/** The follower sleeps. */
export interface QuiesceResponse extends Envelope {
  readonly kind: 'quiesceResponse';
  readonly commitIndex: LogIndex;
}

/** Somebody has asked this group for something: whoever sleeps must wake. */
export interface Wake extends Envelope {
  readonly kind: 'wake';
}

/**
 * Whom the group was begun with on the sender. It goes ahead of what relies on the first entry, or
 * answers such a list that is another one. Since version 2.
 */
export interface InitialMembers extends Envelope {
  readonly kind: 'initialMembers';
  readonly isAnswer: boolean;
  /** The sender's log has entries of a leader that others elected. */
  readonly hasHadLeader: boolean;
  /** In the order of their ids. */
  readonly members: readonly NodeId[];
}

/** What nodes say to each other about one group. */
export interface PeerMessage {
  readonly group: GroupId;
  readonly message:
    | Message
    | SnapshotChunk
    | SnapshotProgress
    | RemovedNotice
    | JoinQuestion
    | JoinAnswer
    | Quiesce
    | QuiesceResponse
    | Wake
    | InitialMembers;
}
