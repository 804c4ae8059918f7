import { EXIT_CODES } from '../run/verdict.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { SweepFailure } from './sweep-totals.ts';

/** What came of one scenario, over all seeds that it was told for. */
export interface ScenarioRow {
  readonly name: string;
  readonly origin: string;
  /** How its runs must end. */
  readonly ending: string;
  readonly runs: number;
  /** Runs that ended so. */
  readonly passed: number;
  readonly events: number;
  readonly virtualSeconds: number;
  /** Of one thread, checks included. */
  readonly threadSeconds: number;
  /** By rising seed. */
  readonly failures: readonly SweepFailure[];
}

/** One run of a scenario: what came of it, or the error that kept it from being carried out. */
export type Told = { readonly seed: number } & (
  | { readonly kind: 'done'; readonly answer: WorkerAnswer }
  | { readonly kind: 'broken'; readonly error: Error }
);

export function rowOf(scenario: Scenario, runs: readonly Told[]): ScenarioRow {
  const failures = runs.flatMap((told) => failureOf(scenario, told) ?? []);
  const done = runs.flatMap((told) => (told.kind === 'done' ? told.answer : []));
  return {
    name: scenario.name,
    origin: scenario.origin,
    ending: scenario.ending ?? 'pass',
    runs: runs.length,
    passed: runs.length - failures.length,
    events: sum(done.map(({ result }) => result.counts.events)),
    virtualSeconds: sum(done.map(({ result }) => result.virtualMicros)) / 1e6,
    threadSeconds: sum(done.map(({ wallSeconds }) => wallSeconds)),
    failures,
  };
}

/** The exit code of the first scenario that failed, and of its lowest seed; 0 when none did. */
export function exitCodeOf(rows: readonly ScenarioRow[]): number {
  return rows.flatMap(({ failures }) => failures)[0]?.exitCode ?? EXIT_CODES.pass;
}

function failureOf({ name, ending = 'pass' }: Scenario, told: Told): SweepFailure | null {
  const seed = String(told.seed);
  if (told.kind === 'broken') {
    const message = told.error.stack ?? told.error.message;
    return { seed, exitCode: EXIT_CODES.harness, oracle: 'harness', message };
  }
  const { verdict, violation } = told.answer.result;
  if (verdict === ending) {
    return null;
  }
  if (verdict === 'pass') {
    const message = `${name} must end with ${ending}, and ended well`;
    return { seed, exitCode: EXIT_CODES.liveness, oracle: 'scenario', message };
  }
  const { oracle, message } = violation ?? {
    oracle: 'linearizability',
    message: 'the check ran out of its budget',
  };
  return { seed, exitCode: EXIT_CODES[verdict], oracle, message };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
