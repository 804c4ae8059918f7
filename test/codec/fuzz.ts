import { DecodeError } from '../../src/base/errors.ts';
import { mutate } from './mutation.ts';

/** Mutations per decoder; raise it for a longer campaign. */
export const MUTATIONS = 20_000;

/** What a campaign came to. */
export interface FuzzOutcome {
  readonly decoded: number;
  readonly refused: number;
  /** What a decoder threw besides a DecodeError, with the mutation's number. */
  readonly defects: readonly string[];
}

/** Feeds `decode` mutated `samples`, in turn, each with its index. */
export function fuzz(
  samples: readonly Uint8Array[],
  decode: (bytes: Uint8Array, index: number) => unknown,
  mutations = MUTATIONS,
): FuzzOutcome {
  const outcome = { decoded: 0, refused: 0, defects: [] as string[] };
  for (let number = 0; number < mutations; number++) {
    const index = number % samples.length;
    try {
      decode(mutate(samples[index] as Uint8Array, number), index);
      outcome.decoded++;
    } catch (error) {
      if (error instanceof DecodeError) {
        outcome.refused++;
      } else {
        outcome.defects.push(`mutation ${number}: ${error}`);
      }
    }
  }
  return outcome;
}
