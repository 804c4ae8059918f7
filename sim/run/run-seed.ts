import type { Ports } from '../../src/base/ports.ts';
import { type CheckResult, checkHistory } from '../checker/check-history.ts';
import { explainViolation } from '../checker/explain-violation.ts';
import { kv } from '../checker/models/kv.ts';
import { type BrokenPartition, violationsInTime } from '../checker/violations-in-time.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { Violation } from '../oracles/violation.ts';
import type { EventTrace } from '../record/event-trace.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import type { SituationObserver } from '../situations/situation-observer.ts';
import { corePhase } from './core-phase.ts';
import { givenUp, whyGivenUp } from './given-up.ts';
import { aftermath, calmDown, heal, livenessPhase, safetyPhase } from './phases.ts';
import {
  type CompletedRun,
  countKeys,
  type KvHistory,
  type ReportedViolation,
} from './run-result.ts';
import { Simulation } from './simulation.ts';
import { type VerdictKind, verdictOf } from './verdict.ts';

/** Keys that are named beside the one that broke first. */
const OTHER_KEYS_MAX = 8;

/** What happens in a run, once everything is in place; throws a Violation when it goes wrong. */
export type Course = (simulation: Simulation) => void;

/** Who looks on; the result, and the hash in it, is the same with and without. */
export interface RunExtras {
  /** A new one; its recording is there when the run has finished. */
  readonly recorder?: Recorder;
  /** Writes down every event. */
  readonly trace?: EventTrace;
  /** A new one; its schedule is there when the run has ended. */
  readonly journal?: ScheduleRecorder;
  /** What happens in place of what would be drawn. */
  readonly replay?: Schedule;
  /** A new one: counts what replicas are found in. */
  readonly situations?: SituationObserver;
  /** Told from time to time how much virtual time has passed. */
  readonly onProgress?: (virtualMicros: number) => void;
}

/** Random faults, then none, and the cluster must be whole again. */
export function randomCourse(simulation: Simulation): void {
  safetyPhase(simulation);
  const isAlive = simulation.world.config.asks === 'everything';
  if (isAlive) {
    calmDown(simulation);
    simulation.core = corePhase(simulation);
  }
  heal(simulation);
  simulation.unasked = whyGivenUp(simulation);
  if (isAlive && simulation.unasked === null) {
    simulation.excuses.attempt(() => livenessPhase(simulation));
    simulation.unasked = whyGivenUp(simulation);
  } else {
    aftermath(simulation);
  }
}

/** Runs what `config` stands for and checks everything about it. */
export function runSeed(
  config: SimConfig,
  platform: Pick<Ports, 'checksum' | 'utf8'>,
  course: Course = randomCourse,
  scenario: string | null = null,
  extras: RunExtras = {},
): CompletedRun {
  const simulation = new Simulation(config, platform, extras);
  const { world } = simulation;
  const violation = violationOf(simulation, course);
  world.finish();
  const history = simulation.answers.history();
  const check = checkHistory(history, kv());
  const verdict =
    violation === null ? verdictOfCheck(check, simulation) : verdictOf(violation.violationClass);
  const told = verdict === 'pass' ? null : reported(simulation, violation, check, history);
  extras.recorder?.finish(history, check, told);
  world.counts.elections = simulation.elections.elections;
  world.counts.committed = simulation.committed.count;
  return {
    config,
    scenario,
    verdict,
    virtualMicros: world.nowMicros,
    hash: world.hash.digest(),
    counts: world.counts,
    linearizability: countKeys(check),
    violation: told,
    excused: simulation.excuses.counts,
    givenUp: givenUp(simulation),
    core: simulation.core,
    liveness: simulation.liveness.finish(),
    history,
  };
}

function violationOf(simulation: Simulation, course: Course): Violation | null {
  try {
    course(simulation);
    simulation.lookAtEnd();
    return null;
  } catch (error) {
    if (error instanceof Violation) {
      return error;
    }
    throw error;
  }
}

function verdictOfCheck(check: CheckResult, { excuses }: Simulation): VerdictKind {
  switch (check.verdict) {
    case 'ok':
      return 'pass';
    case 'violation':
      return excuses.excuse('linearizability') ? 'pass' : 'linearizability';
    case 'inconclusive':
      return 'inconclusive';
  }
}

function reported(
  { world }: Simulation,
  violation: Violation | null,
  check: CheckResult,
  history: KvHistory,
): ReportedViolation | null {
  const when = { event: world.counts.events, virtualMicros: world.nowMicros };
  if (violation !== null) {
    const { oracle, message, place } = violation;
    return { oracle, message, ...place, ...when };
  }
  const [broken, ...others] = violationsInTime(history, check);
  if (broken === undefined) {
    return null;
  }
  const nowhere = { node: null, group: null, term: null, index: null };
  const explained = explainViolation(history, kv(), broken.key, broken.violation);
  const message = withOthers(explained, others);
  return { oracle: 'linearizability', message, ...nowhere, ...when };
}

/** What is said of the key that broke first, with the names of the others behind its first line. */
function withOthers(explained: string, others: readonly BrokenPartition[]): string {
  if (others.length === 0) {
    return explained;
  }
  const [first, ...rest] = explained.split('\n');
  const names = others.slice(0, OTHER_KEYS_MAX).map(({ key }) => JSON.stringify(key));
  const more = others.length > names.length ? ', …' : '';
  const line = `It broke first; ${others.length} more without an order: ${names.join(', ')}${more}`;
  return [first, line, ...rest].join('\n');
}
