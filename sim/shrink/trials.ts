import type { Ports } from '../../src/base/ports.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { CompletedRun, ReportedViolation } from '../run/run-result.ts';
import { type Course, type RunExtras, runSeed } from '../run/run-seed.ts';
import { courseFor } from '../run/run-task.ts';
import { signatureOf } from '../run/signature.ts';
import { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import type { Candidate } from './candidate.ts';

const SECOND = 1_000_000;
/** How much later than the best one so far a candidate may fail. */
const SLACK_MICROS = SECOND;
/** A cluster that is not whole after this long while a candidate is tried is taken to stay so. */
const CONVERGE_MICROS = 15 * SECOND;

/** What a candidate has to do to be one. */
export interface Aim {
  readonly signature: string;
  readonly scenario: string | null;
  /** It fails while faults strike: what comes after them need not be run. */
  readonly isEarly: boolean;
}

/** A run, and when it fails. */
export interface Failing {
  readonly candidate: Candidate;
  readonly failsMicros: number;
}

export type Platform = Pick<Ports, 'checksum' | 'utf8'>;

/** Runs candidates, one after the other, each no further than it must. */
export class Trials {
  readonly aim: Aim;
  readonly #platform: Platform;
  count = 0;

  constructor(aim: Aim, platform: Platform) {
    this.aim = aim;
    this.#platform = platform;
  }

  /** What fails in `candidate`; null when nothing does. */
  violation(candidate: Candidate, untilMicros: number): ReportedViolation | null {
    this.count++;
    const { config } = candidate;
    const convergeMicros = Math.min(config.convergeMicros, CONVERGE_MICROS);
    const hasty = { ...candidate, config: { ...config, convergeMicros } };
    const course = this.aim.isEarly ? upTo(untilMicros + SLACK_MICROS) : courseFor(this.aim);
    try {
      return this.#run(hasty, course).violation;
    } catch (error) {
      // A story takes for granted what it has configured: without followers, say, it cannot be told. As
      // it was, the run did not throw.
      if (this.aim.scenario === null) {
        throw error;
      }
      return null;
    }
  }

  /** Another run of the same configuration, which fails before `untilMicros`; null when it does not. */
  drawn(config: SimConfig, untilMicros: number): Failing | null {
    this.count++;
    const journal = new ScheduleRecorder();
    const course = upTo(untilMicros);
    const { violation } = runSeed(config, this.#platform, course, null, { journal });
    if (violation === null || !this.isSame(violation)) {
      return null;
    }
    const candidate = { config, schedule: journal.schedule };
    return { candidate, failsMicros: violation.virtualMicros };
  }

  /** Runs `candidate` to its end, as a replay of its capsule does. */
  whole(candidate: Candidate, extras: RunExtras): CompletedRun {
    return this.#run(candidate, courseFor(this.aim), extras);
  }

  isSame(violation: ReportedViolation | null): boolean {
    return signatureOf(violation) === this.aim.signature;
  }

  #run({ config, schedule }: Candidate, course: Course, extras: RunExtras = {}): CompletedRun {
    const { scenario } = this.aim;
    return runSeed(config, this.#platform, course, scenario, { ...extras, replay: schedule });
  }
}

/** Clients work and faults strike until then; nobody asks what becomes of it. */
function upTo(untilMicros: number): Course {
  return (simulation) => {
    simulation.startClients();
    simulation.startFaults();
    simulation.runUntil(untilMicros);
  };
}
