import type { CheckResult } from '../checker/check-history.ts';
import type { History } from '../checker/history.ts';
import type { KvInput, KvOutput } from '../checker/models/kv-operation.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { LivenessNumbers } from '../liveness/liveness-meter.ts';
import type { Excuses } from '../oracles/excuses.ts';
import type { ViolationPlace } from '../oracles/violation.ts';
import type { RunCounts } from '../world/counters.ts';
import type { CoreResult } from './core-phase.ts';
import type { GivenUp } from './given-up.ts';
import type { VerdictKind } from './verdict.ts';

/** A violation as results tell it. */
export interface ReportedViolation extends ViolationPlace {
  readonly oracle: string;
  readonly message: string;
  /** Events before it. */
  readonly event: number;
  readonly virtualMicros: number;
}

export interface LinearizabilityCounts {
  readonly keys: number;
  readonly ok: number;
  readonly violations: number;
  readonly inconclusive: number;
}

/** Everything that a run of one seed came to. */
export interface RunResult {
  readonly config: SimConfig;
  readonly scenario: string | null;
  readonly verdict: VerdictKind;
  readonly virtualMicros: number;
  readonly hash: string;
  readonly counts: RunCounts;
  readonly linearizability: LinearizabilityCounts;
  readonly violation: ReportedViolation | null;
  /** How often the run had to be excused of an oracle, because a disk had lied or the sync mode lets it. */
  readonly excused: Excuses['counts'];
  /** Null where the sync mode lets a power cut take nothing that was acknowledged. */
  readonly givenUp: GivenUp | null;
  /** What a healed part was asked for while the rest stayed as it was; null when it did not come to that. */
  readonly core: CoreResult | null;
  readonly liveness: LivenessNumbers;
}

/** What the clients of a run asked for and learnt. */
export type KvHistory = History<KvInput, KvOutput>;

/** A result together with what it was found in. */
export interface CompletedRun extends RunResult {
  readonly history: KvHistory;
}

export function countKeys(check: CheckResult): LinearizabilityCounts {
  const count = (verdict: string) =>
    check.partitions.filter((partition) => partition.verdict === verdict).length;
  return {
    keys: check.partitions.length,
    ok: count('ok'),
    violations: count('violation'),
    inconclusive: count('inconclusive'),
  };
}
