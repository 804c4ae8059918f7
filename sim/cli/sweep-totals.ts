import { createHash } from 'node:crypto';
import { LivenessTotals } from '../liveness/liveness-totals.ts';
import type { TraceDifference } from '../record/trace-difference.ts';
import type { RunResult } from '../run/run-result.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { signatureOf } from '../seeds/signature.ts';
import type { WorkerAnswer } from '../worker.ts';
import {
  type CrashPointCounts,
  type FaultCounts,
  noCrashPoints,
  noFaults,
  noReads,
  type ReadCounts,
} from '../world/counters.ts';
import { EFFECT_KINDS } from '../world/effect-kind.ts';
import type { Comparison } from './determinism.ts';
import { violationText } from './print-run.ts';

/** A run of a sweep that did not pass. */
export interface SweepFailure {
  readonly seed: string;
  readonly exitCode: number;
  readonly oracle: string;
  readonly message: string;
}

/** Failures that show the same mistake, as far as one can tell from what they say. */
export interface FailureSignature {
  readonly signature: string;
  readonly exitCode: number;
  /** What the failure of the lowest seed said. */
  readonly oracle: string;
  readonly message: string;
  readonly failures: number;
  /** By rising seed. */
  readonly seeds: readonly string[];
}

/** Sums over the runs of a sweep, in whatever order they end. */
export class SweepTotals {
  readonly faults: FaultCounts = noFaults();
  /** Runs in which each of them happened. */
  readonly faultRuns: FaultCounts = noFaults();
  readonly crashPoints: CrashPointCounts = noCrashPoints();
  readonly compressed = { commands: 0, snapshots: 0 };
  readonly transfers = { resumed: 0, throttled: 0, queued: 0 };
  readonly stores = { writes: 0, lostBatches: 0, refills: 0 };
  /** Runs in which a healed core was tested, and in which it had to be excused. */
  readonly cores = { tested: 0, excused: 0, frozen: 0 };
  /**
   * Runs whose sync mode lets power cuts take what was acknowledged; those in which one did, those in
   * which something committed was lost, and those that nobody asked to agree and to serve in the end.
   */
  readonly givenUp = { runs: 0, forgetting: 0, lost: 0, unasked: 0 };
  readonly operations = { ok: 0, failed: 0, unknown: 0 };
  readonly reads: ReadCounts = noReads();
  readonly linearizability = { keys: 0, ok: 0, violations: 0, inconclusive: 0 };
  /** Runs that were made again in another process, and those that came out otherwise there. */
  readonly determinism = { compared: 0, differing: 0 };
  /** By seed: where two runs of it part. */
  readonly differences = new Map<string, TraceDifference>();
  readonly liveness = new LivenessTotals();
  runs = 0;
  passed = 0;
  inconclusive = 0;
  events = 0;
  elections = 0;
  committed = 0;
  snapshotsSaved = 0;
  snapshotsInstalled = 0;
  virtualSeconds = 0;
  /** Of all threads together. */
  threadSeconds = 0;
  readonly #failures: SweepFailure[] = [];
  readonly #okByRun: number[] = [];
  readonly #hashes = new Map<number, string>();

  /**
   * Returns the failure, null for a pass.
   *
   * @param compared - what a second process made of the same run, where one was asked
   */
  add(
    seed: number,
    { result, wallSeconds }: WorkerAnswer,
    compared: Comparison | null = null,
  ): SweepFailure | null {
    if (compared !== null) {
      this.determinism.compared++;
      this.determinism.differing += result.verdict === 'nonDeterminism' ? 1 : 0;
      if (compared.difference !== null) {
        this.differences.set(String(seed), compared.difference);
      }
    }
    const { counts, verdict } = result;
    this.runs++;
    this.passed += verdict === 'pass' ? 1 : 0;
    this.inconclusive += verdict === 'inconclusive' ? 1 : 0;
    this.events += counts.events;
    this.elections += counts.elections;
    this.committed += counts.committed;
    this.snapshotsSaved += counts.snapshotsSaved;
    this.snapshotsInstalled += counts.snapshotsInstalled;
    this.virtualSeconds += result.virtualMicros / 1e6;
    this.threadSeconds += wallSeconds;
    addAll(this.faults, counts.faults);
    addAll(this.faultRuns, happened(counts.faults));
    for (const kind of EFFECT_KINDS) {
      addAll(this.crashPoints[kind], counts.crashPoints[kind]);
    }
    addAll(this.transfers, counts.transfers);
    if (result.core !== null) {
      this.cores[result.core.excused === null ? 'tested' : 'excused']++;
      this.cores.frozen += result.core.frozen;
    }
    this.#addGivenUp(result);
    addAll(this.stores, counts.stores);
    addAll(this.compressed, counts.compressed);
    addAll(this.operations, counts.operations);
    addAll(this.reads, counts.reads);
    addAll(this.linearizability, result.linearizability);
    this.liveness.add(result.liveness);
    this.#okByRun.push(counts.operations.ok);
    this.#hashes.set(seed, result.hash);
    return verdict === 'pass' ? null : this.#addFailure(seed, result);
  }

  #addGivenUp({ givenUp }: RunResult): void {
    if (givenUp !== null) {
      this.givenUp.runs++;
      this.givenUp.forgetting += givenUp.replicas > 0 ? 1 : 0;
      this.givenUp.lost += givenUp.lost === null ? 0 : 1;
      this.givenUp.unasked += givenUp.unasked === null ? 0 : 1;
    }
  }

  #addFailure(seed: number, { verdict, violation }: RunResult): SweepFailure {
    const oracle = violation?.oracle ?? 'linearizability';
    const message = violation === null ? 'the check ran out of its budget' : violation.message;
    const exitCode = EXIT_CODES[verdict];
    const failure = { seed: String(seed), exitCode, oracle, message };
    this.#failures.push(failure);
    return failure;
  }

  /** The run of `seed` could not be carried out: a defect of the simulator itself. */
  addBroken(seed: number, error: Error): void {
    this.runs++;
    const message = error.stack ?? error.message;
    const exitCode = EXIT_CODES.harness;
    this.#failures.push({ seed: String(seed), exitCode, oracle: 'harness', message });
  }

  /** By rising seed. */
  get failures(): readonly SweepFailure[] {
    return [...this.#failures].sort((a, b) => Number(a.seed) - Number(b.seed));
  }

  /** The failures by what they have in common, those of the lowest seed first. */
  get signatures(): readonly FailureSignature[] {
    const alike = new Map<string, SweepFailure[]>();
    for (const failure of this.failures) {
      const signature = signatureOf(failure);
      alike.set(signature, [...(alike.get(signature) ?? []), failure]);
    }
    return [...alike].map(([signature, failures]) => ({
      signature,
      exitCode: failures[0]?.exitCode ?? 0,
      oracle: failures[0]?.oracle ?? '',
      message: failures[0]?.message ?? '',
      failures: failures.length,
      seeds: failures.map(({ seed }) => seed),
    }));
  }

  /** Median number of acknowledged operations of a run. */
  get medianOk(): number {
    const sorted = [...this.#okByRun].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const [low = 0, high = 0] = [
      sorted[sorted.length % 2 === 0 ? middle - 1 : middle],
      sorted[middle],
    ];
    return (low + high) / 2;
  }

  /** Over the hashes of all runs, in the order of their seeds. */
  get hash(): string {
    const hash = createHash('sha256');
    for (const [seed, each] of [...this.#hashes].sort(([a], [b]) => a - b)) {
      hash.update(`${seed} ${each}\n`);
    }
    return hash.digest('hex').slice(0, 16);
  }
}

/** One line about a failure. */
export function failureText(failure: SweepFailure): string {
  return `seed ${failure.seed}: ${violationText(failure)}`;
}

/** One for each kind that happened at all. */
function happened(faults: FaultCounts): FaultCounts {
  const ones = Object.entries(faults).map(([kind, count]) => [kind, Math.min(count, 1)]);
  return Object.fromEntries(ones) as FaultCounts;
}

function addAll<T extends object>(sums: T, counts: T): void {
  const target = sums as Record<string, number>;
  for (const [name, value] of Object.entries(counts)) {
    target[name] = (target[name] ?? 0) + (value as number);
  }
}
