/**
 * How hard a mutant is to find in the default profile: 0 for the canary, which any run finds; 1 in
 * some dozen seeds; 2 in some hundred; 3 only where several rare things coincide.
 */
export type Tier = 0 | 1 | 2 | 3;

/** A known mistake, as a patch of one place in the engine's sources. */
export interface Mutant {
  /** What the command line calls it. */
  readonly id: string;
  readonly tier: Tier;
  /** What is wrong with it, in a sentence. */
  readonly summary: string;
  /** Where the mistake is known from. */
  readonly source: string;
  /** The file that it is made in, from the project's root. */
  readonly file: string;
  /** What stands there; exactly once in the file. */
  readonly anchor: string;
  /** What takes the anchor's place. */
  readonly replacement: string;
}
