import { ByteWriter } from '../../../src/base/bytes.ts';
import { invariant } from '../../../src/base/invariant.ts';
import { mean } from '../../result/statistics.ts';

/** One way of turning values into bytes, and bytes into what a reader gets. */
export interface Codec<Value, Decoded> {
  /** Appends the value; absent where only reading differs from another codec. */
  readonly encode?: (out: ByteWriter, value: Value) => void;
  /** The bytes of `value` where there is no `encode`. */
  readonly encoded?: (value: Value) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Decoded;
  /** A number that depends on what was decoded. */
  readonly weigh: (decoded: Decoded) => number;
}

/** What can be timed: each call does all of some values, and returns what came of it as a number. */
export interface Measurable {
  readonly encode: (() => number) | null;
  readonly decode: () => number;
  /** Values of one call. */
  readonly count: number;
  /** Encoded size of a value, mean. */
  readonly bytes: number;
}

/** What was decoded last. It is reachable from outside, so no compiler may leave decoding out. */
export const lastDecoded: { value: unknown } = { value: null };

/** `codec` applied to `values`, of which there is at least one. */
export function measurable<Value, Decoded>(
  values: readonly Value[],
  codec: Codec<Value, Decoded>,
): Measurable {
  const { encode, decode, weigh } = codec;
  const out = new ByteWriter(4096);
  const encoded = values.map((value) => encodedBy(codec, value));
  invariant(
    encoded.every((bytes) => bytes.length > 0),
    'every value has bytes',
  );
  return {
    count: values.length,
    bytes: mean(encoded.map((bytes) => bytes.length)),
    encode:
      encode === undefined
        ? null
        : () => {
            let sum = 0;
            for (const value of values) {
              out.length = 0;
              encode(out, value);
              sum = (sum + out.length + (out.bytes[out.length - 1] as number)) | 0;
            }
            return sum;
          },
    decode: () => {
      let sum = 0;
      for (const bytes of encoded) {
        const decoded = decode(bytes);
        lastDecoded.value = decoded;
        sum = (sum + weigh(decoded)) | 0;
      }
      return sum;
    },
  };
}

function encodedBy<Value, Decoded>(codec: Codec<Value, Decoded>, value: Value): Uint8Array {
  if (codec.encode === undefined) {
    return codec.encoded?.(value) ?? new Uint8Array(0);
  }
  const out = new ByteWriter(4096);
  codec.encode(out, value);
  return out.copy();
}
