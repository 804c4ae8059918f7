import { DecodeError } from '../../src/base/errors.ts';
import { mutate } from '../codec/mutation.ts';
import type { FuzzedDecoder } from './fuzzed-decoder.ts';

/** Which changed inputs a decoder is given: the same number is always the same bytes. */
export interface Inputs {
  readonly from: number;
  readonly count: number;
}

/** What came of them. */
export interface CampaignOutcome {
  readonly inputs: number;
  readonly decoded: number;
  readonly refused: number;
  readonly defects: number;
  /** What the first of them threw, with the numbers of their inputs. */
  readonly firstDefects: readonly string[];
  readonly slowestMicros: number;
  /** The largest buffer that was made at once. */
  readonly reservedBytesMax: number;
}

export const NO_OUTCOME: CampaignOutcome = {
  inputs: 0,
  decoded: 0,
  refused: 0,
  defects: 0,
  firstDefects: [],
  slowestMicros: 0,
  reservedBytesMax: 0,
};

const DEFECTS_KEPT = 5;

/** Gives a decoder changed inputs, and notes what it throws, how long it takes and what it reserves. */
export function runCampaign(decoder: FuzzedDecoder, { from, count }: Inputs): CampaignOutcome {
  const outcome = { ...NO_OUTCOME, inputs: count, firstDefects: [] as string[] };
  outcome.reservedBytesMax = mostBytesReserved(() => {
    for (let number = from; number < from + count; number++) {
      const sample = number % decoder.samples.length;
      const bytes = mutate(decoder.samples[sample] as Uint8Array, number);
      const startMs = performance.now();
      const defect = feed(decoder, bytes, sample, outcome);
      const micros = (performance.now() - startMs) * 1000;
      if (micros > outcome.slowestMicros) {
        const again = Math.min(micros, microsOf(decoder, bytes, sample));
        outcome.slowestMicros = Math.max(outcome.slowestMicros, again);
      }
      if (defect !== null) {
        outcome.defects++;
        outcome.firstDefects.push(`input ${number}: ${defect}`);
        outcome.firstDefects.splice(DEFECTS_KEPT);
      }
    }
  });
  return outcome;
}

/** How long an input takes when it is not the machine that stood still: the least of several times. */
function microsOf(decoder: FuzzedDecoder, bytes: Uint8Array, sample: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const startMs = performance.now();
    feed(decoder, bytes, sample, { decoded: 0, refused: 0 });
    least = Math.min(least, (performance.now() - startMs) * 1000);
  }
  return least;
}

/** What a decoder has come to in several parts. */
export function addOutcomes(a: CampaignOutcome, b: CampaignOutcome): CampaignOutcome {
  return {
    inputs: a.inputs + b.inputs,
    decoded: a.decoded + b.decoded,
    refused: a.refused + b.refused,
    defects: a.defects + b.defects,
    firstDefects: [...a.firstDefects, ...b.firstDefects].slice(0, DEFECTS_KEPT),
    slowestMicros: Math.max(a.slowestMicros, b.slowestMicros),
    reservedBytesMax: Math.max(a.reservedBytesMax, b.reservedBytesMax),
  };
}

/** Returns what was thrown and should not have been. */
function feed(
  { decode, isRefusal }: FuzzedDecoder,
  bytes: Uint8Array,
  sample: number,
  outcome: { decoded: number; refused: number },
): unknown {
  try {
    decode(bytes, sample);
    outcome.decoded++;
    return null;
  } catch (error) {
    if (error instanceof DecodeError || isRefusal?.(error) === true) {
      outcome.refused++;
      return null;
    }
    return error;
  }
}

/** The largest buffer that is made while `run` runs. */
function mostBytesReserved(run: () => void): number {
  const Original = globalThis.Uint8Array;
  let most = 0;
  globalThis.Uint8Array = new Proxy(Original, {
    construct(target, args, newTarget) {
      most = Math.max(most, typeof args[0] === 'number' ? args[0] : 0);
      return Reflect.construct(target, args, newTarget);
    },
  });
  try {
    run();
  } finally {
    globalThis.Uint8Array = Original;
  }
  return most;
}
