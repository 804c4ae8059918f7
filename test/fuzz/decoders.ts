import { CLIENT_DECODERS } from './client-decoders.ts';
import type { FuzzedDecoder } from './fuzzed-decoder.ts';
import { PEER_DECODERS } from './peer-decoders.ts';
import { STORAGE_DECODERS } from './storage-decoders.ts';
import { STORE_DECODERS } from './store-decoders.ts';
import { STREAM_DECODERS } from './stream-decoders.ts';
import { RECORD_DECODERS, THRIFT_DECODERS } from './thrift-decoders.ts';

/** Every decoder of bytes from outside; a new one joins one of these lists. */
export const FUZZED_DECODERS: readonly FuzzedDecoder[] = [
  ...PEER_DECODERS,
  ...CLIENT_DECODERS,
  ...STORAGE_DECODERS,
  ...STORE_DECODERS,
  ...STREAM_DECODERS,
  ...RECORD_DECODERS,
  ...THRIFT_DECODERS,
];

/** @throws Error when there is none. */
export function decoderNamed(name: string): FuzzedDecoder {
  const decoder = FUZZED_DECODERS.find((known) => known.name === name);
  if (decoder === undefined) {
    throw new Error(`there is no decoder ${name}`);
  }
  return decoder;
}
