import { nodeIdOfAddress } from '../../../src/base/address.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';

/** A value and its bytes, as docs/formats.md shows them under the same name. */
export interface FormatExample {
  readonly value: unknown;
  readonly encode: () => Uint8Array;
  /** Reads what `encode` writes; equal to `value`. */
  readonly decode: (bytes: Uint8Array) => unknown;
}

export type FormatExamples = Readonly<Record<string, FormatExample>>;

/** An example whose two directions are given; for types that TypeScript can check. */
export function example<T>(
  value: T,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
): FormatExample {
  return { value, encode: () => encode(value), decode };
}

export const FIRST_ADDRESS = '127.0.0.1:7001';
export const SECOND_ADDRESS = '127.0.0.1:7002';
export const FIRST_NODE = nodeIdOfAddress(FIRST_ADDRESS);
export const SECOND_NODE = nodeIdOfAddress(SECOND_ADDRESS);

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(nodeUtf8.encode(text));
}
