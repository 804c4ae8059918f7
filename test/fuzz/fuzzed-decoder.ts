import type { Checksum } from '../../src/base/ports.ts';

/** A decoder, and bytes of the shape that it expects, to be changed. */
export interface FuzzedDecoder {
  /** As `--decoder` takes it. */
  readonly name: string;
  readonly title: string;
  readonly samples: readonly Uint8Array[];
  /** @param sample - which of the samples the bytes were made from. */
  readonly decode: (bytes: Uint8Array, sample: number) => unknown;
  /** What it may throw besides a DecodeError. */
  readonly isRefusal?: (error: unknown) => boolean;
  /** Whether it takes everything, and says what it made of it. */
  readonly refusesNothing?: boolean;
}

/**
 * Agrees with everything that was written under it: so mutations get past the checksums, as bytes
 * from a faulty or hostile program would, and reach the decoders behind them.
 */
export const blind: Checksum = () => 0;

/** How fast-check draws samples: always the same ones. */
export const SAMPLES = { seed: 20, numRuns: 40 };

/** A sealed record whose seal fits again, as far as it is blind. */
export function sealedBlind(bytes: Uint8Array): Uint8Array {
  return bytes.slice().fill(0, Math.max(0, bytes.length - 4));
}
