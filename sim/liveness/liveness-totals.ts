import {
  type BlastRadius,
  LASTING_FAULTS,
  type LastingFault,
  noRadius,
  type Reach,
} from './blast-radius.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { SEARCH_CAUSES, type SearchCause } from './leader-watch.ts';
import type { LivenessNumbers } from './liveness-meter.ts';

const MICROS_PER_MINUTE = 60_000_000;
const MICROS_PER_MILLI = 1000;

/** Spans of time in both units: those of the run that each is of, and milliseconds. */
export interface Spans {
  readonly electionTimeouts: Distribution;
  readonly milliseconds: Distribution;
}

/** How alive the runs of a sweep were. */
export interface LivenessSummary {
  /** Until a leader worked again; `kept`: one did already, `never`: none did when the run ended. */
  readonly leaderAfter: Readonly<
    Record<SearchCause, Spans & { readonly kept: number; readonly never: number }>
  >;
  /** Windows without service that a quorum could have given, and their share of when it was needed. */
  readonly unavailable: Spans & { readonly share: number };
  /** New leaders in a virtual minute with faults, one number for each group of each run. */
  readonly leaderChangesPerMinute: Distribution;
}

/** Seconds that a kind of fault was in force, and the shares without service meanwhile. */
export interface ReachShares {
  readonly seconds: number;
  readonly groups: number;
  readonly clients: number;
  readonly keys: number;
}

type RadiusSummary = Record<
  LastingFault,
  { readonly any: ReachShares; readonly alone: ReachShares }
>;

/** Gathers the numbers of many runs. */
export class LivenessTotals {
  readonly #radius = noRadius();
  readonly #leaders = new Map(SEARCH_CAUSES.map((cause) => [cause, noSearches()]));
  readonly #windows = new SpanList();
  readonly #changes: number[] = [];
  #windowsMicros = 0;
  #neededMicros = 0;

  add(run: LivenessNumbers): void {
    const { timeoutMicros, unavailable, faultyMicros } = run;
    for (const [cause, sums] of this.#leaders) {
      const { foundMicros, kept, never } = run.leaders[cause];
      sums.spans.add(foundMicros, timeoutMicros);
      sums.kept += kept;
      sums.never += never;
    }
    this.#windows.add(unavailable.windowsMicros, timeoutMicros);
    this.#windowsMicros += unavailable.windowsMicros.reduce((sum, micros) => sum + micros, 0);
    this.#neededMicros += unavailable.neededMicros;
    for (const changes of faultyMicros === 0 ? [] : run.leaderChanges) {
      this.#changes.push((changes * MICROS_PER_MINUTE) / faultyMicros);
    }
    this.#addRadius(run.blastRadius);
  }

  get summary(): LivenessSummary {
    const leaderAfter = [...this.#leaders].map(([cause, { spans, kept, never }]) => [
      cause,
      { ...spans.distributions, kept, never },
    ]);
    return {
      leaderAfter: Object.fromEntries(leaderAfter),
      unavailable: {
        ...this.#windows.distributions,
        share: share(this.#windowsMicros, this.#neededMicros),
      },
      leaderChangesPerMinute: distributionOf(this.#changes),
    };
  }

  /** By kind of fault: how far it reached in the mean. */
  get blastRadius(): RadiusSummary {
    const kinds = LASTING_FAULTS.map((kind) => {
      const { any, alone } = this.#radius[kind];
      return [kind, { any: sharesOf(any), alone: sharesOf(alone) }];
    });
    return Object.fromEntries(kinds) as RadiusSummary;
  }

  #addRadius(radius: BlastRadius): void {
    for (const kind of LASTING_FAULTS) {
      for (const when of ['any', 'alone'] as const) {
        for (const what of ['micros', 'groups', 'clients', 'keys'] as const) {
          this.#radius[kind][when][what] += radius[kind][when][what];
        }
      }
    }
  }
}

class SpanList {
  readonly #timeouts: number[] = [];
  readonly #millis: number[] = [];

  add(spansMicros: readonly number[], timeoutMicros: number): void {
    for (const micros of spansMicros) {
      this.#timeouts.push(micros / timeoutMicros);
      this.#millis.push(micros / MICROS_PER_MILLI);
    }
  }

  get distributions(): Spans {
    return {
      electionTimeouts: distributionOf(this.#timeouts),
      milliseconds: distributionOf(this.#millis),
    };
  }
}

function noSearches() {
  return { spans: new SpanList(), kept: 0, never: 0 };
}

function sharesOf({ micros, groups, clients, keys }: Reach): ReachShares {
  return {
    seconds: Math.round(micros / 1000) / 1000,
    groups: share(groups, micros),
    clients: share(clients, micros),
    keys: share(keys, micros),
  };
}

/** From 0 to 1; 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toPrecision(4));
}
