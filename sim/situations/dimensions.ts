/**
 * What a transition of a replica is found in, dimension by dimension (docs/simulation.md, section 14).
 * The order of values is part of what files hold; new ones come last.
 */
export const DIMENSIONS = {
  role: ['follower', 'preCandidate', 'candidate', 'leader', 'learner', 'witness', 'outsider'],
  /** Of a message: its term against the own one, and its sender's log, as far as it tells. */
  relation: [
    'noMessage',
    'older',
    'olderBehind',
    'olderEqual',
    'olderAhead',
    'olderConflicting',
    'same',
    'sameBehind',
    'sameEqual',
    'sameAhead',
    'sameConflicting',
    'newer',
    'newerBehind',
    'newerEqual',
    'newerAhead',
    'newerConflicting',
  ],
  configuration: ['stable', 'learner', 'changing', 'joint', 'leaving'],
  snapshot: ['none', 'saving', 'sending', 'receiving', 'installing'],
  fault: ['none', 'partition', 'pause', 'outage', 'recovery', 'clock', 'disk', 'link'],
} as const;

export type Dimension = keyof typeof DIMENSIONS;
export type Role = (typeof DIMENSIONS.role)[number];
export type Relation = (typeof DIMENSIONS.relation)[number];
export type ConfigurationPhase = (typeof DIMENSIONS.configuration)[number];
export type SnapshotPhase = (typeof DIMENSIONS.snapshot)[number];
export type FaultInForce = (typeof DIMENSIONS.fault)[number];

/** One combination: a cell of the map. */
export interface Situation {
  readonly role: Role;
  readonly relation: Relation;
  readonly configuration: ConfigurationPhase;
  readonly snapshot: SnapshotPhase;
  readonly fault: FaultInForce;
}

export const DIMENSION_NAMES: readonly Dimension[] = [
  'role',
  'relation',
  'configuration',
  'snapshot',
  'fault',
];

const { role, relation, configuration, snapshot, fault } = DIMENSIONS;

/** Cells in all, whether they can be or not. */
export const CELLS =
  role.length * relation.length * configuration.length * snapshot.length * fault.length;

const FAULTS = fault.length;

const SNAPSHOTS = snapshot.length;
const PHASES = configuration.length * SNAPSHOTS;

/** By how much the number of a cell grows with the position of each of its values. */
export const STRIDES: Readonly<Record<Dimension, number>> = {
  role: relation.length * PHASES * FAULTS,
  relation: PHASES * FAULTS,
  configuration: SNAPSHOTS * FAULTS,
  snapshot: FAULTS,
  fault: 1,
};

/** The situation that a cell's number stands for. */
export function situationOf(cell: number): Situation {
  const withoutFault = Math.floor(cell / FAULTS);
  const withoutSnapshot = Math.floor(withoutFault / snapshot.length);
  const withoutConfiguration = Math.floor(withoutSnapshot / configuration.length);
  return {
    role: role[Math.floor(withoutConfiguration / relation.length)] as Role,
    relation: relation[withoutConfiguration % relation.length] as Relation,
    configuration: configuration[withoutSnapshot % configuration.length] as ConfigurationPhase,
    snapshot: snapshot[withoutFault % snapshot.length] as SnapshotPhase,
    fault: fault[cell % FAULTS] as FaultInForce,
  };
}

/** What a transition is made of besides its situation: a message by its kind, or something else. */
export const TRANSITIONS = [
  'preVoteRequest',
  'preVoteResponse',
  'voteRequest',
  'voteResponse',
  'append',
  'appendResponse',
  'heartbeat',
  'heartbeatResponse',
  'snapshotChunk',
  'snapshotProgress',
  'installSnapshot',
  'readIndexRequest',
  'readIndexResponse',
  'timeoutNow',
  'removedNotice',
  'joinQuestion',
  'joinAnswer',
  'quiesce',
  'quiesceResponse',
  'wake',
  'initialMembers',
  'restart',
  'timeout',
  'request',
  'disk',
  'tick',
] as const;

export type Transition = (typeof TRANSITIONS)[number];

/** The position of each value by its name. */
export function positionsOf<Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, at) => [name, at])) as Record<Name, number>;
}
