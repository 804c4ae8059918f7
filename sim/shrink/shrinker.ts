import { type Candidate, endingAt, fatesOf, sooner, streamsOf, withSchedule } from './candidate.ts';
import { minimize } from './minimize.ts';
import type { Trials } from './trials.ts';

/** Gaps in which less than this can be saved are left alone. */
const GAP_MICROS = 50_000;
/** What is left of a gap. */
const REST_MICROS = 10_000;

/** Makes a failing run smaller, step by step; each step keeps the failure. */
export class Shrinker {
  readonly #trials: Trials;
  readonly #isTimeUp: () => boolean;
  readonly #onStep: (best: Candidate) => void;
  #best: Candidate;
  /** When it fails. */
  #failsMicros: number;

  constructor(
    trials: Trials,
    start: { readonly candidate: Candidate; readonly failsMicros: number },
    isTimeUp: () => boolean,
    onStep: (best: Candidate) => void,
  ) {
    this.#trials = trials;
    this.#isTimeUp = isTimeUp;
    this.#onStep = onStep;
    this.#failsMicros = start.failsMicros;
    this.#best = this.#trimmed(start.candidate);
  }

  get best(): Candidate {
    return this.#best;
  }

  get failsMicros(): number {
    return this.#failsMicros;
  }

  /** Goes on until nothing can be left out any more, or the time is up. */
  run(): void {
    let before = Number.POSITIVE_INFINITY;
    while (this.#size < before && !this.#isTimeUp()) {
      before = this.#size;
      this.#calm();
      this.#strokes();
      this.#operations();
      this.#machines();
      this.#fates();
      this.#gaps();
      this.#measures();
    }
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
    const quiet = { fates: [], measures: [], ties: [] };
    if (this.#takes(withSchedule(this.#best, quiet))) {
      return;
    }
    this.#takes(withSchedule(this.#best, { measures: [], ties: [] }));
    this.#takes(withSchedule(this.#best, { fates: [] }));
    this.#takes(withSchedule(this.#best, { ties: [] }));
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

  #machines(): void {
    for (const size of ['groups', 'nodes'] as const) {
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
  #takes(candidate: Candidate): boolean {
    if (this.#isTimeUp()) {
      return false;
    }
    const violation = this.#trials.violation(candidate, this.#failsMicros);
    if (violation === null || !this.#trials.isSame(violation)) {
      return false;
    }
    this.#failsMicros = violation.virtualMicros;
    this.#best = this.#trimmed(candidate);
    this.#onStep(this.#best);
    return true;
  }

  #trimmed(candidate: Candidate): Candidate {
    return this.#trials.aim.isEarly ? endingAt(candidate, this.#failsMicros) : candidate;
  }
}
