import type { RecordedFault } from '../../sim/record/recording.ts';
import type { FaultCounts } from '../../sim/world/counters.ts';
import type { DivisionShape } from '../../sim/world/fault.ts';
import type { NodeNames } from './node-names.ts';
import { counted } from './words.ts';

/** Everything that is counted, in words; in the order in which it is told. */
export const FAULT_NAMES: Readonly<Record<keyof FaultCounts, string>> = {
  crash: 'crashes',
  restart: 'restarts',
  cleanStop: 'nodes told to stop',
  partition: 'partitions in both directions',
  oneWayPartition: 'partitions in one direction',
  clientCut: 'nodes that clients could not reach or hear',
  swizzle: 'clogs of many links in different orders',
  pause: 'pauses of a process',
  frozen: 'machines that stayed as they were while others had to work',
  clog: 'clogged links',
  delaySpike: 'slow links (delay spikes)',
  loss: 'messages lost',
  duplicate: 'messages doubled',
  clockDrift: 'clocks that drift',
  clockJump: 'wall clocks that were set',
  clockSkew: 'monotonic clocks that changed their rate',
  unsyncedLoss: 'unsynced writes lost with the power',
  tornWrite: 'writes torn by a power cut',
  readCorruption: 'corrupted reads',
  misdirectedWrite: 'misdirected writes',
  slowDisk: 'stalled disk operations',
  frameCorruption: 'frames damaged on their way',
  hangUp: 'connections broken off because of damage',
  syncError: 'failed syncs',
  diskFull: 'writes that found a full disk',
  readError: 'reads that failed',
  shortRead: 'reads that came in parts',
  lostSync: 'synced changes lost with the power',
  wipedDisk: 'machines back with an empty disk',
  addLearner: 'learners added',
  promote: 'learners promoted to voters',
  remove: 'members removed',
  addVoter: 'voters added at once',
  addWitness: 'witnesses added',
  demote: 'voters demoted to learners',
  enterJoint: 'joint configurations entered',
  leaveJoint: 'joint configurations left',
  transfer: 'leaderships handed over',
  forcedSnapshot: 'snapshots that idle leaders were asked for',
  rejoinRefused: 'returns of a removed node refused',
  rejoinAsNew: 'removed machines back as new members',
  upgrade: 'nodes upgraded at a restart',
  downgrade: 'nodes taken back to the release before',
  coalescedHeartbeats: 'heartbeats that shared a message',
  quiesceEntered: 'replicas that fell asleep',
  quiesceWoken: 'replicas that were woken',
};

/** What a row of the timeline is for. */
export type FaultRow =
  | 'partitions'
  | 'crashes'
  | 'pauses'
  | 'links'
  | 'clocks'
  | 'transfers'
  | 'members';

export const FAULT_ROWS: readonly FaultRow[] = [
  'partitions',
  'crashes',
  'pauses',
  'links',
  'clocks',
  'members',
  'transfers',
];

export interface FaultWords {
  readonly row: FaultRow;
  readonly kind: string;
  /** Whom it struck, as short as can be. */
  readonly short: string;
  readonly detail: string;
}

export function faultWords({ fault, succeeded }: RecordedFault, names: NodeNames): FaultWords {
  switch (fault.kind) {
    case 'partition':
      return {
        row: 'partitions',
        kind: fault.isOneWay ? 'one-way partition' : 'partition',
        short: `${names.all(fault.near)} ${fault.isOneWay ? '↛' : '|'} ${names.all(fault.far)}`,
        detail: fault.isOneWay
          ? `what ${names.all(fault.near)} sent did not reach ${names.all(fault.far)}`
          : `nothing got through between ${names.all(fault.near)} and ${names.all(fault.far)}`,
      };
    case 'frozen':
      return {
        row: 'partitions',
        kind: 'left as it is',
        short: names.of(fault.node),
        detail: `${fault.how} while the healed core had to work without it`,
      };
    case 'division':
      return divisionWords(fault, names);
    case 'clientCut':
      return {
        row: 'partitions',
        kind: 'clients cut off',
        short: names.of(fault.node),
        detail: `${fault.directions.join(' and ')} of clients were lost on the way`,
      };
    case 'crash':
      return crashWords(fault, names);
    case 'pause':
      return {
        row: 'pauses',
        kind: 'pause',
        short: names.of(fault.node),
        detail: 'the process stood still and went on as if nothing had happened',
      };
    case 'clog':
      return {
        row: 'links',
        kind: 'clogged link',
        short: `${names.of(fault.from)}→${names.of(fault.to)}`,
        detail: 'messages were held back and came out in a burst',
      };
    case 'delaySpike':
      return {
        row: 'links',
        kind: 'slow link',
        short: `${names.of(fault.from)}→${names.of(fault.to)}`,
        detail: `every message took ${Math.round(fault.addedMicros / 1000)} ms longer`,
      };
    case 'clockJump':
      return {
        row: 'clocks',
        kind: 'wall clock set',
        short: names.of(fault.node),
        detail: `the wall clock was set ${fault.byMicros < 0 ? 'back' : 'forward'} by ${(Math.abs(fault.byMicros) / 1_000_000).toFixed(3)} s`,
      };
    case 'clockSkew':
      return {
        row: 'clocks',
        kind: 'clock rate',
        short: names.of(fault.node),
        detail: `the monotonic clock runs ${fault.driftPpm < 0 ? 'slower' : 'faster'} by ${Math.abs(fault.driftPpm)} ppm from then on`,
      };
    case 'transfer':
      return {
        row: 'transfers',
        kind: 'leader transfer',
        short: `→${names.of(fault.target)}`,
        detail: `group ${fault.group} was asked to make ${names.of(fault.target)} its leader${outcome(succeeded)}`,
      };
    case 'add':
      return {
        row: 'members',
        kind: 'add a member',
        short: `+${names.of(fault.node)}`,
        detail: `${names.of(fault.node)} joins as a learner, then votes${
          fault.returning === null ? '' : `; the machine was ${names.of(fault.returning)} before`
        }${outcome(succeeded)}`,
      };
    case 'remove':
      return {
        row: 'members',
        kind: 'remove a member',
        short: `−${names.of(fault.node)}`,
        detail: `${names.of(fault.node)} leaves every group for ever${outcome(succeeded)}`,
      };
    case 'comeBack':
      return {
        row: 'members',
        kind: 'return of a removed node',
        short: `${names.of(fault.node)} back?`,
        detail: `${names.of(fault.node)} was started again under its old id, with ${
          fault.wiped ? 'an empty' : 'its old'
        } disk${succeeded === true ? ': refused everywhere, as it must be' : outcome(succeeded)}`,
      };
  }
}

const SHAPES: Readonly<Record<DivisionShape, string>> = {
  ring: 'ring',
  partialMesh: 'partial mesh',
  sides: 'several sides',
  minority: 'minority',
  leaderSide: 'leader in a minority',
};
/** Names of cut links in one line. */
const LINKS_MAX = 12;

function divisionWords(
  { shape, cut, isOneWay }: Extract<RecordedFault['fault'], { kind: 'division' }>,
  names: NodeNames,
): FaultWords {
  const links = cut
    .filter(
      ([from, to], i) => isOneWay || !cut.slice(0, i).some(([f, t]) => f === to && t === from),
    )
    .map(([from, to]) => `${names.of(from)}${isOneWay ? '↛' : '|'}${names.of(to)}`);
  const more = links.length > LINKS_MAX ? ` and ${links.length - LINKS_MAX} more` : '';
  return {
    row: 'partitions',
    kind: isOneWay ? 'one-way division' : 'division',
    short: SHAPES[shape],
    detail: `cut: ${links.slice(0, LINKS_MAX).join(', ')}${more}`,
  };
}

function crashWords(
  fault: Extract<RecordedFault['fault'], { kind: 'crash' }>,
  names: NodeNames,
): FaultWords {
  const { node, powerLoss, lostWrites, tornWrites, isSilenced } = fault;
  const parts = [
    powerLoss ? 'the machine lost its power' : 'the process ended, the machine went on',
    ...(lostWrites > 0 ? [`${counted(lostWrites, 'unsynced write')} lost`] : []),
    ...(tornWrites > 0 ? [`${counted(tornWrites, 'write')} torn`] : []),
    ...(isSilenced ? ['what it had just sent never arrived'] : []),
  ];
  const kind = powerLoss ? 'power cut' : 'crash';
  return { row: 'crashes', kind, short: names.of(node), detail: parts.join('; ') };
}

function outcome(succeeded: boolean | null): string {
  switch (succeeded) {
    case true:
      return ': done';
    case false:
      return ': not done';
    case null:
      return ': under way when the run ended';
  }
}
