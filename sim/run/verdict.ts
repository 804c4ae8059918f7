import type { ViolationClass } from '../oracles/violation.ts';

/** How a run ended. */
export type VerdictKind =
  | 'pass'
  | 'invariant'
  | 'linearizability'
  | 'liveness'
  | 'crash'
  | 'nonDeterminism'
  | 'inconclusive'
  | 'harness';

/** The process's exit code for each verdict (design.md 4.1); 0 only for what was shown. */
export const EXIT_CODES: Readonly<Record<VerdictKind, number>> = {
  pass: 0,
  invariant: 10,
  linearizability: 11,
  liveness: 12,
  crash: 13,
  nonDeterminism: 14,
  inconclusive: 15,
  harness: 16,
};

/**
 * The exit code of a command whose gate was not met: a score below what is wanted, or a
 * sweep that did not find its canary.
 */
export const GATE_MISSED = 17;

export function verdictOf(violationClass: ViolationClass): VerdictKind {
  return violationClass;
}
