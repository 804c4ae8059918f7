import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RaftLabError } from '../../src/base/errors.ts';
import { SITES } from '../base/keyed-random.ts';
import type { Stream } from '../schedule/schedule.ts';

/** Longer ones are packed; shorter ones can be read and edited. */
const PLAIN_MAX = 64;
/** No stream of any run is longer. */
const LENGTH_MAX = 50_000_000;

/**
 * A stream as a capsule holds it: plain, or packed as the base64 form of a raw DEFLATE stream of
 * variable-length integers (LEB128), of each decision the time since the one before it and its value.
 */
export interface PackedStream {
  readonly site: string;
  readonly entity: number;
  readonly times?: readonly number[] | undefined;
  readonly values?: readonly number[] | undefined;
  readonly packed?: string | undefined;
}

export function packStream({ site, entity, times, values }: Stream): PackedStream {
  if (times.length <= PLAIN_MAX) {
    return { site, entity, times, values };
  }
  const bytes: number[] = [];
  let before = 0;
  for (const [i, time] of times.entries()) {
    pushInteger(bytes, time - before);
    pushInteger(bytes, values[i] as number);
    before = time;
  }
  const packed = deflateRawSync(Uint8Array.from(bytes)).toString('base64');
  return { site, entity, packed };
}

/** @throws RaftLabError INVALID_CONFIG when it holds no stream */
export function unpackStream({ site, entity, times, values, packed }: PackedStream): Stream {
  if (!(site in SITES)) {
    throw new RaftLabError('INVALID_CONFIG', `"${site}" is no place in which something is decided`);
  }
  const name = site as keyof typeof SITES;
  if (packed === undefined) {
    return { site: name, entity, times: times ?? [], values: values ?? [] };
  }
  return { site: name, entity, ...readPairs(inflate(packed, site)) };
}

function inflate(packed: string, site: string): Uint8Array {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: LENGTH_MAX });
  } catch (error) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `the packed stream of ${site} cannot be unpacked (${(error as Error).message})`,
    );
  }
}

function readPairs(bytes: Uint8Array): Pick<Stream, 'times' | 'values'> {
  const times: number[] = [];
  const values: number[] = [];
  let time = 0;
  for (let at = 0; at < bytes.length; ) {
    const gap = readInteger(bytes, at);
    const value = readInteger(bytes, gap.end);
    at = value.end;
    time += gap.value;
    times.push(time);
    values.push(value.value);
  }
  return { times, values };
}

function pushInteger(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** A cut-off one ends with the bytes. */
function readInteger(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let unit = 1;
  let at = start;
  for (; at < bytes.length; at++, unit *= 0x80) {
    const byte = bytes[at] as number;
    value += (byte % 0x80) * unit;
    if (byte < 0x80) {
      break;
    }
  }
  return { value, end: at + 1 };
}
