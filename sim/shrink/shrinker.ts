import {
  beginningAt,
  type Candidate,
  endingAt,
  fatesOf,
  misfortunesOf,
  sooner,
  streamsOf,
  withSchedule,
} from './candidate.ts';
import { minimize } from './minimize.ts';
import { OtherRuns } from './other-runs.ts';
import type { Failing, Trials } from './trials.ts';

/** Gaps in which less than this can be saved are left alone. */
const GAP_MICROS = 50_000;
/** Only what came this shortly before the failure may be enough for it. */
const WINDOWS_MICROS = [500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000];
/** Time in which leaders are elected, before anything else. */
const LEAD_MICROS = 500_000;
/** How often other delays are drawn for a candidate that does not fail: at first, and at last. */
const REDRAWS = { least: 3, most: 48 };
/** Longer ones are tried once at first. */
const SHORT_MICROS = 4_000_000;
/** Runs that fail later are replaced by a shorter one, if there is one. */
const LATE_MICROS = 6_000_000;
/** Of the time, what may be spent on finding it. */
const OTHERS_SHARE = 0.4;
/** With so few faults and operations a run is easy to read. */
const FEW = 6;
/** Other delays are drawn this often where much is at stake. */
const REDRAWS_AT_FIRST = 6;
/** What is left of a gap. */
const REST_MICROS = 10_000;

/** Makes a failing run smaller, step by step; each step keeps the failure. */
export class Shrinker {
  readonly #trials: Trials;
  readonly #others: OtherRuns;
  /** Whether this share of the time is over. */
  readonly #isTimeUp: (share?: number) => boolean;
  readonly #onStep: (best: Candidate) => void;
  #best: Candidate;
  /** When it fails. */
  #failsMicros: number;
  #salt = 0;
  #redraws = REDRAWS.least;
  /** Where the failure is looked for in haste: what was the best before. */
  #earlier: Candidate[] = [];
  /** What is shrunk: the run that was given, or a shorter one. */
  origin: Failing;

  constructor(
    trials: Trials,
    start: Failing,
    isTimeUp: (share?: number) => boolean,
    onStep: (best: Candidate) => void,
  ) {
    this.#trials = trials;
    this.#others = new OtherRuns(trials, start.candidate.config);
    this.#isTimeUp = isTimeUp;
    this.#onStep = onStep;
    this.origin = start;
    this.#failsMicros = start.failsMicros;
    this.#best = this.#trimmed(start.candidate);
  }

  get best(): Candidate {
    return this.#best;
  }

  /** From the run that was begun with to the best, each smaller than the one before. */
  get steps(): readonly Candidate[] {
    return [...this.#earlier, this.#best];
  }

  get failsMicros(): number {
    return this.#failsMicros;
  }

  /** Goes on until nothing can be left out any more, or the time is up. */
  run(): void {
    this.#calm();
    this.#lastMoments();
    if (this.#failsMicros > LATE_MICROS) {
      this.#beginAnew(LATE_MICROS);
    }
    this.#reduce();
    // Where a run cannot be made small, another one may: the smallest is kept.
    while (this.#count > FEW && !this.#isTimeUp()) {
      const { origin } = this;
      const kept = { candidate: this.#best, failsMicros: this.#failsMicros };
      const count = this.#count;
      if (!this.#beginAnew(LATE_MICROS)) {
        return;
      }
      this.#reduce();
      if (this.#count >= count) {
        this.#begin(kept);
        this.origin = origin;
      }
    }
  }

  /** With ever more patience, until there is little left. */
  #reduce(): void {
    this.#redraws = REDRAWS.least;
    this.#round();
    while (this.#count > FEW && this.#redraws < REDRAWS.most && !this.#isTimeUp()) {
      this.#redraws *= 2;
      this.#round();
    }
  }

  /** Until nothing more can be left out, tried as often as is worth it by now. */
  #round(): void {
    let before = Number.POSITIVE_INFINITY;
    while (this.#size < before && !this.#isTimeUp()) {
      before = this.#size;
      this.#lastMoments();
      this.#calm();
      this.#strokes();
      this.#operations();
      this.#machines();
      this.#fates();
      this.#gaps();
      this.#measures();
    }
  }

  /** Faults and operations. */
  get #count(): number {
    const { schedule } = this.#best;
    const { strokes, operations } = schedule;
    return strokes.length + operations.length + misfortunesOf(schedule).length;
  }

  /** Everything that can be left out by itself. */
  get #size(): number {
    const { strokes, operations, fates, measures } = this.#best.schedule;
    const { nodes, groups } = this.#best.config;
    const decided = [...fates, ...measures].reduce((sum, { times }) => sum + times.length, 0);
    return strokes.length + operations.length + decided + nodes + groups;
  }

  /** All at once what is not decided one by one: with every delay as long as the mean, less matters. */
  #calm(): void {
    const quiet = { measures: [], ties: [] };
    if (
      this.#takes(withSchedule(this.#best, { ...quiet, fates: [] })) ||
      (this.#hasMeasures && this.#takesSalted(withSchedule(this.#best, quiet), REDRAWS_AT_FIRST))
    ) {
      return;
    }
    this.#takes(withSchedule(this.#best, { measures: [], ties: [] }));
    this.#takes(withSchedule(this.#best, { fates: [] }));
    this.#takes(withSchedule(this.#best, { ties: [] }));
  }

  /** Most of what happened was over by the time that it broke, unless that is told at the end. */
  #lastMoments(): void {
    if (!this.#trials.aim.isEarly) {
      return;
    }
    for (const window of WINDOWS_MICROS) {
      const from = this.#failsMicros - window;
      if (from < 2 * LEAD_MICROS || this.#isTimeUp()) {
        return;
      }
      const late = beginningAt(this.#best, from, LEAD_MICROS);
      const limit = LEAD_MICROS + window;
      if (this.#takes(late, limit) || this.#takesSalted(late, REDRAWS_AT_FIRST, limit)) {
        return;
      }
    }
  }

  /** Of a run that fails late, what follows from a change is anybody's guess: a shorter one is better. */
  #beginAnew(limitMicros: number): boolean {
    const end = this.#isTimeUp(OTHERS_SHARE) ? 1 : OTHERS_SHARE;
    const other = this.#others.next(limitMicros, () => this.#isTimeUp(end));
    if (other !== null) {
      this.#begin(other);
    }
    return other !== null;
  }

  #begin(failing: Failing): void {
    this.origin = failing;
    this.#failsMicros = failing.failsMicros;
    this.#best = this.#trimmed(failing.candidate);
  }

  get #hasMeasures(): boolean {
    return this.#best.schedule.measures.length > 0;
  }

  #strokes(): void {
    minimize(this.#best.schedule.strokes, (strokes) =>
      this.#takes(withSchedule(this.#best, { strokes })) ? this.#best.schedule.strokes : null,
    );
  }

  #operations(): void {
    minimize(this.#best.schedule.operations, (operations) =>
      this.#takes(withSchedule(this.#best, { operations })) ? this.#best.schedule.operations : null,
    );
  }

  /** A story says itself how many machines it takes: with fewer it fails on any engine. */
  #machines(): void {
    const isStory = this.#trials.aim.scenario !== null;
    for (const size of isStory ? (['groups'] as const) : (['groups', 'nodes'] as const)) {
      for (let count = 1; count < this.#best.config[size]; count++) {
        const { config, schedule } = this.#best;
        this.#takes({ config: { ...config, [size]: count }, schedule });
      }
    }
  }

  #fates(): void {
    minimize(fatesOf(this.#best.schedule.fates), (fates) =>
      this.#takes(withSchedule(this.#best, { fates: streamsOf(fates) }))
        ? fatesOf(this.#best.schedule.fates)
        : null,
    );
  }

  /** Streams as wholes: one by one they are too many. */
  #measures(): void {
    minimize(this.#best.schedule.measures, (measures) =>
      this.#takes(withSchedule(this.#best, { measures })) ? this.#best.schedule.measures : null,
    );
  }

  /** The time in which nothing is begun, from its end to the beginning. */
  #gaps(): void {
    const { strokes, operations } = this.#best.schedule;
    const times = [0, ...[...strokes, ...operations].map(({ atMicros }) => atMicros)];
    times.sort((a, b) => b - a);
    for (const [i, end] of times.entries()) {
      const begin = times[i + 1];
      if (begin !== undefined && end - begin > GAP_MICROS) {
        this.#shorten(begin, end - begin - REST_MICROS);
      }
    }
  }

  #shorten(beginMicros: number, mostMicros: number): void {
    for (let by = mostMicros; by > GAP_MICROS; by = Math.floor(by / 2)) {
      if (this.#takes(sooner(this.#best, beginMicros, by))) {
        return;
      }
    }
  }

  /** Whether `candidate` fails as it should; then it is the best. */
  #takes(candidate: Candidate, untilMicros = this.#failsMicros): boolean {
    const isWorthIt = untilMicros < SHORT_MICROS || this.#redraws > REDRAWS.least;
    const mayVary = candidate.schedule.measures.length === 0 && isWorthIt;
    return (
      this.#takesAsItIs(candidate, untilMicros) ||
      (mayVary && !this.#hasMeasures && this.#takesSalted(candidate, this.#redraws, untilMicros))
    );
  }

  /** Tries it with other delays. */
  #takesSalted(candidate: Candidate, redraws: number, untilMicros = this.#failsMicros): boolean {
    return Array.from({ length: redraws }).some(() => {
      this.#salt++;
      return this.#takesAsItIs(withSchedule(candidate, { salt: this.#salt }), untilMicros);
    });
  }

  #takesAsItIs(candidate: Candidate, untilMicros: number): boolean {
    if (this.#isTimeUp()) {
      return false;
    }
    const violation = this.#trials.violation(candidate, untilMicros);
    if (violation === null || !this.#trials.isSame(violation)) {
      return false;
    }
    this.#failsMicros = violation.virtualMicros;
    if (!this.#trials.aim.isEarly) {
      this.#earlier.push(this.#best);
    }
    this.#best = this.#trimmed(candidate);
    this.#onStep(this.#best);
    return true;
  }

  #trimmed(candidate: Candidate): Candidate {
    return this.#trials.aim.isEarly ? endingAt(candidate, this.#failsMicros) : candidate;
  }
}
