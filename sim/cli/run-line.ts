import { LivenessTotals } from '../liveness/liveness-totals.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { RunChoice } from './sim-command.ts';

const MICROS_PER_SECOND = 1_000_000;

/** Files that a run leaves. */
export interface RunFiles {
  readonly report: string;
  readonly capsule: string;
}

/** The object that a run prints with --json (docs/simulation.md). */
export function runLine(
  seed: string,
  choice: RunChoice,
  { result, wallSeconds }: WorkerAnswer,
  files: RunFiles,
): object {
  const { config, counts, verdict } = result;
  const liveness = new LivenessTotals();
  liveness.add(result.liveness);
  const virtualSeconds = result.virtualMicros / MICROS_PER_SECOND;
  return {
    schema: 1,
    kind: 'sim',
    seed,
    profile: config.profile,
    scenario: result.scenario,
    mutant: choice.mutant,
    nodes: config.nodes,
    groups: config.groups,
    verdict,
    exitCode: EXIT_CODES[verdict],
    events: counts.events,
    virtualSeconds,
    wallSeconds: rounded(wallSeconds, 3),
    eventsPerSecond: Math.round(counts.events / wallSeconds),
    speedup: rounded(virtualSeconds / wallSeconds, 1),
    hash: result.hash,
    elections: counts.elections,
    committed: counts.committed,
    snapshotsSaved: counts.snapshotsSaved,
    snapshotsInstalled: counts.snapshotsInstalled,
    snapshotTransfers: counts.transfers,
    groupsRestored: counts.groupsRestored,
    strangersMet: counts.strangersMet,
    stores: counts.stores,
    compressed: counts.compressed,
    faults: counts.faults,
    crashPoints: counts.crashPoints,
    operations: counts.operations,
    reads: counts.reads,
    linearizability: result.linearizability,
    excused: result.excused,
    givenUp: result.givenUp,
    core: result.core,
    liveness: liveness.summary,
    blastRadius: liveness.blastRadius,
    violation: result.violation,
    ...files,
  };
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
