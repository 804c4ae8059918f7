import type { Format, ModelName } from '../checker/foreign/formats.ts';
import type { ConfigOverrides } from '../config/draw-config.ts';
import type { Tier } from '../mutants/mutant.ts';
import type { SeedRange, Shard } from '../seeds/shard.ts';

/** How a command speaks and where it writes. */
export interface Output {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Where the report goes; a new directory below reports/out when absent. */
  readonly out?: string;
}

/** What runs have in common, whichever their seeds. */
export interface RunChoice {
  readonly profile: string;
  readonly scenario: string | null;
  readonly overrides: ConfigOverrides;
  /** The engine with one known mistake; null for the engine as it is. */
  readonly mutant: string | null;
}

/** Files to be written besides the report; null for those that nobody asked for. */
export interface Exports {
  /** Every event, as a line of JSON. */
  readonly events: string | null;
  /** A trace that Perfetto opens. */
  readonly perfetto: string | null;
}

export interface RunCommand {
  readonly kind: 'run';
  /** null: one is drawn. */
  readonly seed: string | null;
  readonly choice: RunChoice;
  readonly checksDeterminism: boolean;
  readonly exports: Exports;
  readonly output: Output;
}

/** Runs what a capsule holds. */
export interface ReplayCommand {
  readonly kind: 'replay';
  readonly file: string;
  readonly exports: Exports;
  readonly output: Output;
}

/** Makes a failing run smaller. */
export interface ShrinkCommand {
  readonly kind: 'shrink';
  readonly what:
    | { readonly kind: 'seed'; readonly seed: string; readonly choice: RunChoice }
    | { readonly kind: 'capsule'; readonly file: string };
  readonly secondsMax: number;
  readonly output: Output;
}

export interface SweepCommand {
  readonly kind: 'sweep';
  /** The range that was asked for, of all shards together. */
  readonly asked: SeedRange;
  /** null: this machine runs all of them. */
  readonly shard: Shard | null;
  /** The seeds to run here. */
  readonly first: number;
  readonly last: number;
  /** Where it is kept which seeds were run; null: beside the report. */
  readonly store: string | null;
  readonly choice: RunChoice;
  readonly jobs: number;
  /** No run begins later than this; null for no limit. */
  readonly minutes: number | null;
  /** No more runs than these are begun; null for no limit. */
  readonly runsMax: number | null;
  /** Seeds that may come into rare situations are run first. */
  readonly steers: boolean;
  /** No run begins after this many failures. */
  readonly failuresMax: number;
  /** A report for each failing seed, and not only for the lowest. */
  readonly reportsAll: boolean;
  /** Every run is made again in another process; else one in twenty, and those that fail. */
  readonly checksDeterminism: boolean;
  readonly output: Output;
}

/** Tells every scenario. */
export interface ScenariosCommand {
  readonly kind: 'scenarios';
  readonly first: number;
  readonly last: number;
  readonly jobs: number;
  readonly mutant: string | null;
  readonly json: boolean;
}

export interface ListCommand {
  readonly kind: 'list';
  readonly json: boolean;
}

/** A history to be written, and where. */
export interface Copy {
  readonly file: string;
  readonly format: Format;
}

/** Checks a history that another program wrote. */
export interface CheckCommand {
  readonly kind: 'check';
  readonly file: string;
  readonly format?: Format;
  readonly model?: ModelName;
  /** Parsed JSON. */
  readonly initial?: unknown;
  /** Where to write the same history, and in which format. */
  readonly copy?: Copy;
  readonly json: boolean;
}

/** Cuts the power at every moment of a run. */
export interface CrashPointsCommand {
  readonly kind: 'crashPoints';
  readonly what:
    | {
        readonly kind: 'seed';
        /** null: one is drawn. */
        readonly seed: string | null;
        readonly overrides: ConfigOverrides;
        readonly mutant: string | null;
      }
    | { readonly kind: 'capsule'; readonly file: string; readonly durationMicros: number | null };
  readonly json: boolean;
}

/** Hunts mutants, and says how many are found. */
export interface MutantsCommand {
  readonly kind: 'mutants';
  /** null: all of them. */
  readonly ids: readonly string[] | null;
  readonly tier: Tier | null;
  /** Runs of one mutant at most. */
  readonly seedsMax: number;
  /** No run begins later than this; null for no limit. */
  readonly minutes: number | null;
  /** Mutants that are hunted at a time. */
  readonly jobs: number;
  /** Virtual time with faults; null for what profiles say. */
  readonly durationMicros: number | null;
  /** How long the run that found a mutant is shrunk; 0 for not at all. */
  readonly shrinkSeconds: number;
  readonly output: Output;
}

export type SimCommand =
  | RunCommand
  | ReplayCommand
  | ShrinkCommand
  | SweepCommand
  | ScenariosCommand
  | ListCommand
  | CheckCommand
  | CrashPointsCommand
  | MutantsCommand
  | { readonly kind: 'help'; readonly text: string };
