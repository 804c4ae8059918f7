import { addressOfNodeId } from '../../src/base/address.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { ReportedViolation, RunResult } from '../run/run-result.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import type { WorkerAnswer } from '../worker.ts';
import { faultLines } from './fault-lines.ts';
import type { RunFiles } from './run-line.ts';

const MICROS_PER_SECOND = 1_000_000;
/** Ids of the simulated nodes: 10.0.0.1 and a port. */
const NODE_ID = /\b10995116\d{6}\b/g;
const count = new Intl.NumberFormat('en-US').format;

/**
 * What a run is about, before it begins, and how it must end where that is not well.
 *
 * @param mutant - null for the engine as it is
 */
export function headline(
  seed: string,
  { config, scenario }: Pick<RunResult, 'config' | 'scenario'>,
  mutant: string | null,
): string {
  const engine = mutant === null ? '' : `, the engine broken on purpose (${mutant})`;
  const what = scenario === null ? `profile ${config.profile}` : `scenario ${scenario}`;
  const ending = SCENARIOS.find(({ name }) => name === scenario)?.ending;
  const end = ending === undefined ? '' : `; it is expected to fail (${ending})`;
  return `seed ${seed}: ${what}, ${plural(config.nodes, 'node')}, ${plural(config.groups, 'group')}${engine}${end}`;
}

/** What a run came to, for people. */
export function summaryOf({ result, wallSeconds }: WorkerAnswer, files: RunFiles): string {
  const { counts } = result;
  const virtual = (result.virtualMicros / MICROS_PER_SECOND).toFixed(1);
  const speed = count(Math.round(counts.events / wallSeconds));
  const { ok, failed, unknown } = counts.operations;
  const { keys } = result.linearizability;
  return [
    `${count(counts.events)} events in ${virtual} virtual and ${wallSeconds.toFixed(1)} real seconds (${speed} a second)`,
    `${plural(counts.elections, 'election')}, ${count(counts.committed)} entries committed, ${count(counts.snapshotsSaved)} snapshots saved, ${count(counts.snapshotsInstalled)} installed`,
    `${count(ok)} operations acknowledged, ${count(failed)} failed, ${count(unknown)} unknown; ${plural(keys, 'key')} checked for linearizability`,
    ...faultLines(counts.faults),
    ...givenUpLines(result.givenUp),
    `hash ${result.hash}`,
    `report: ${files.report}`,
  ].join('\n');
}

function givenUpLines(givenUp: RunResult['givenUp']): string[] {
  if (givenUp === null) {
    return [];
  }
  const { powerCuts, replicas, entries, lost, unasked } = givenUp;
  return [
    `${plural(powerCuts, 'power cut')} took ${count(entries)} unsynced entries from ${plural(replicas, 'replica')}`,
    ...(lost === null ? [] : [`excused from when ${lost}`]),
    ...(unasked === null || unasked === lost ? [] : [`not asked to work in the end: ${unasked}`]),
  ].map(readable);
}

/** `oracle: message`, on one line and not too long. */
export function violationText({
  oracle,
  message,
}: Pick<ReportedViolation, 'oracle' | 'message'>): string {
  const [first = ''] = readable(message).split('\n');
  return `${oracle}: ${first}`;
}

export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Node ids as the addresses that they stand for. */
export function readable(message: string): string {
  return message.replace(NODE_ID, (id) => addressOfNodeId(Number(id) as NodeId));
}
