import type { OracleName } from '../oracles/catalogue.ts';

/**
 * How hard a mutant is to find: 0 for the canary, which any run finds; 1 by faults of the network
 * alone; 2 by crashes, disks or changes of members; 3 only by several that must coincide. A harmless
 * one must not be found: nothing is wrong with it.
 */
export type Tier = 0 | 1 | 2 | 3 | 'harmless';

/** A change of one place in the engine's sources. */
export interface Patch {
  /** The file that it is made in, from the project's root. */
  readonly file: string;
  /** What stands there; exactly once in the file. */
  readonly anchor: string;
  /** What takes the anchor's place. */
  readonly replacement: string;
}

/** The engine with one known mistake, or with one habit that is none. */
export interface Mutant {
  /** What the command line calls it. */
  readonly id: string;
  /** Its number in the catalogue of known mistakes (docs/simulation.md, section 7); null outside it. */
  readonly number: number | null;
  readonly tier: Tier;
  /** Why the tier is another one than the catalogue's, with what was measured. */
  readonly moved?: string;
  /** What is wrong with it, in a sentence. */
  readonly summary: string;
  /** Where the mistake is known from. */
  readonly source: string;
  /** Which of them are expected to find it, in whatever run: the score marks who was not. */
  readonly oracles: readonly OracleName[];
  /** Where its kind of fault lives: profiles and scenarios that runs are made of, in turn. */
  readonly hunts: readonly [string, ...string[]];
  /** Machines at the start of its runs, where their number matters. */
  readonly nodes?: number;
  readonly patches: readonly [Patch, ...Patch[]];
}
