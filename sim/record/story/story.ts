/**
 * A run event by event: what was sent, written, decided and broken, what caused it, and the state of
 * every node at every instant. Plain columns of numbers, because there are hundreds of thousands.
 */
export interface Story {
  /** By number; `n1` is the first. */
  readonly nodes: readonly StoryNode[];
  readonly groups: readonly number[];
  /** Rows name texts by their position here. */
  readonly texts: readonly string[];
  readonly configurations: readonly StoryConfiguration[];
  readonly rows: StoryRows;
  readonly states: StoryStates;
  readonly operations: readonly StoryOperation[];
  /** The row of the violation; null when nothing broke. */
  readonly violationRow: number | null;
  readonly disagreement: Disagreement | null;
  /** How the groups stood in the end, the least well first; none but where something did not happen. */
  readonly standings: readonly Standing[];
  readonly endMicros: number;
  /** Rows that are missing at the beginning. */
  readonly omitted: number;
}

export interface StoryNode {
  readonly id: number;
  readonly name: string;
  readonly address: string;
}

/** Who takes part in a group; positions in `Story.nodes`. Joint while `outgoing` is not empty. */
export interface StoryConfiguration {
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
  readonly learners: readonly number[];
  readonly witnesses: readonly number[];
}

/**
 * - `message`, `disk`, `store`, `request`, `reply` begin at one time and end at another;
 * - `role`, `commit`, `members`, `cutBack`, `snapshot`, `sleep` are what a replica became or did;
 * - `machine` is what befell a machine, `fault` what befell the cluster.
 */
export const ROW_KINDS = [
  'message',
  'disk',
  'store',
  'request',
  'reply',
  'role',
  'commit',
  'members',
  'cutBack',
  'snapshot',
  'sleep',
  'machine',
  'fault',
  'violation',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export const MESSAGE_KINDS = [
  'preVoteRequest',
  'preVoteResponse',
  'voteRequest',
  'voteResponse',
  'append',
  'appendResponse',
  'heartbeat',
  'heartbeatResponse',
  'installSnapshot',
  'readIndexRequest',
  'readIndexResponse',
  'timeoutNow',
  'snapshotChunk',
  'snapshotProgress',
  'removedNotice',
  'joinQuestion',
  'joinAnswer',
  'quiesce',
  'quiesceResponse',
  'wake',
  'initialMembers',
  'unreadable',
] as const;

/** What a replica is; `absent` while its node is down or does not have the group. */
export const STORY_ROLES = [
  'absent',
  'follower',
  'preCandidate',
  'candidate',
  'leader',
  'learner',
  'witness',
  'waiting',
  'removed',
  'quarantined',
] as const;
export type StoryRole = (typeof STORY_ROLES)[number];

export const MACHINE_STATES = ['off', 'up', 'paused', 'down'] as const;

/** How what began came to its end. `open`: it had none when the run ended, or its node was gone. */
export const FATES = ['open', 'done', 'lost', 'overflow', 'cut', 'failed', 'refused'] as const;
export type Fate = (typeof FATES)[number];

/** One value of each column for a row. No node, text, context or end is -1. */
export interface StoryRows {
  readonly count: number;
  /** Position in ROW_KINDS. */
  readonly kind: Uint8Array;
  /** Position in the list of the kind: messages, roles, machine states, requests to a disk. */
  readonly what: Uint8Array;
  /** Where it began; -1 for a client. */
  readonly node: Int16Array;
  /** Whom it is for. */
  readonly peer: Int16Array;
  readonly fate: Uint8Array;
  readonly atMicros: Float64Array;
  /** When it ended; equal to `atMicros` for what has no length. */
  readonly untilMicros: Float64Array;
  /** 0: none, or several. */
  readonly group: Uint32Array;
  readonly term: Float64Array;
  /** Numbers that `rowWords` knows how to read. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly text: Int32Array;
  /** What made it possible, rather than set it off: who led, or that the node had started. */
  readonly context: Int32Array;
  /** Causes of row i are `causes[causesEnd[i - 1] … causesEnd[i])`. */
  readonly causesEnd: Uint32Array;
  readonly causes: Uint32Array;
}

/** The values that belong to one replica, in this order. */
export const REPLICA_CELLS = [
  'role',
  'term',
  'vote',
  'leader',
  'firstIndex',
  'lastIndex',
  'lastTerm',
  'commitIndex',
  'appliedIndex',
  'durableIndex',
  'configuration',
  'isAsleep',
] as const;
/** `state` is a position in MACHINE_STATES; `pendingNames`: changes of names that are not synced. */
export const MACHINE_CELLS = ['state', 'pendingNames', 'isFull', 'isDamaged'] as const;
/** `bytes` is one more than there are, and 0 while there is no such file. */
export const FILE_CELLS = ['bytes', 'syncedBytes', 'pendingWrites', 'pendingBytes'] as const;

/** Where the values of one thing begin. */
export interface StoryCells {
  readonly kind: 'replica' | 'machine' | 'file';
  readonly node: number;
  /** Of a replica. */
  readonly group: number;
  /** Of a file: its name, a position in the texts. */
  readonly text: number;
  readonly first: number;
}

/** Changes of state in the order in which they happened; every value is 0 at first. */
export interface StoryStates {
  readonly cells: readonly StoryCells[];
  readonly cellCount: number;
  readonly atMicros: Float64Array;
  readonly cell: Uint32Array;
  readonly value: Float64Array;
}

/** What a client asked for, and what it learnt. */
export interface StoryOperation {
  /** Position in the history. */
  readonly id: number;
  readonly client: number;
  readonly key: string;
  readonly words: string;
  readonly fromMicros: number;
  /** Null when it has no end. */
  readonly untilMicros: number | null;
  readonly outcome: 'completed' | 'failed' | 'unknown';
  /** Place in an order that explains every answer; -1 for none. */
  readonly place: number;
  /** When it may have taken effect in that order. */
  readonly effectMicros: number | null;
  /** It is the one that no order explains. */
  readonly isFailing: boolean;
  /** Its requests and the answers to them. */
  readonly rows: readonly number[];
}

/** Two sides that cannot both be right. */
export interface Disagreement {
  readonly title: string;
  /** One column for each side. */
  readonly columns: readonly string[];
  readonly rows: readonly DisagreementRow[];
}

export interface DisagreementRow {
  readonly name: string;
  readonly values: readonly string[];
  /** The sides differ here, and should not. */
  readonly isDifferent: boolean;
}

/** How one group stands. */
export interface Standing {
  readonly group: number;
  readonly trouble: 'leaderless' | 'uncommitted' | 'behind' | 'none';
  /** One sentence of it. */
  readonly words: string;
  readonly replicas: readonly StandingReplica[];
}

/** One member of a group; `–` where its machine is down or does not have the group. */
export interface StandingReplica {
  readonly name: string;
  readonly machine: 'up' | 'paused' | 'down';
  readonly role: string;
  readonly term: string;
  readonly log: string;
  readonly committed: string;
  readonly applied: string;
  /** Whom it takes for the leader. */
  readonly leader: string;
  /** The last message about the group that it got since it was started. */
  readonly heard: {
    readonly from: string;
    readonly agoMicros: number;
    readonly words: string;
  } | null;
}
