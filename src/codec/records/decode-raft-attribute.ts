import { readU32 } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { Location, RaftAttribute } from './raft-attribute.ts';
import { type RaftAttributeHead, readHead, readI64 } from './raft-attribute-head.ts';
import { Flag, Offset, WIDE_BYTES } from './raft-attribute-layout.ts';

/**
 * The record that fills `bytes[start, end)`, in the layout of `raft-attribute-layout.ts`.
 *
 * Its texts are cut out of one string, which each of them keeps alive.
 *
 * @throws DecodeError when it is none, or when it ends before or after `end`.
 */
export function decodeRaftAttribute(
  bytes: Uint8Array,
  utf8: Utf8,
  start = 0,
  end = bytes.length,
): RaftAttribute {
  const head = readHead(bytes, start, end);
  const texts =
    head.flags & Flag.wideTexts
      ? wideTexts(bytes, head, end, utf8)
      : narrowTexts(bytes, head, end, utf8);
  return {
    attrId: readI64(bytes, start + Offset.attrId),
    attrName: texts.attrName,
    ages: head.flags & Flag.ages ? readAges(bytes, head) : null,
    locations: head.flags & Flag.locations ? texts.locations : null,
    timestamp: readI64(bytes, start + Offset.timestamp),
  };
}

interface Texts {
  readonly attrName: string;
  readonly locations: readonly Location[];
}

function readAges(bytes: Uint8Array, { flags, agesAt, lengthsAt }: RaftAttributeHead): number[] {
  const ages: number[] = [];
  if (flags & Flag.wideAges) {
    for (let at = agesAt; at < lengthsAt; at += WIDE_BYTES) {
      ages.push(readU32(bytes, at) | 0);
    }
  } else {
    for (let at = agesAt; at < lengthsAt; at++) {
      ages.push(bytes[at] as number);
    }
  }
  return ages;
}

function narrowTexts(bytes: Uint8Array, head: RaftAttributeHead, end: number, utf8: Utf8): Texts {
  const { lengthsAt, textsAt } = head;
  const heap = utf8.latin1(bytes, textsAt, end);
  let cut = bytes[lengthsAt] as number;
  const attrName = heap.substring(0, cut);
  const locations: Location[] = [];
  for (let at = lengthsAt + 1; at < textsAt; at += 2) {
    const middle = cut + (bytes[at] as number);
    const next = middle + (bytes[at + 1] as number);
    locations.push([heap.substring(cut, middle), heap.substring(middle, next)]);
    cut = next;
  }
  expectFilled(textsAt + cut, end);
  return { attrName, locations };
}

function wideTexts(bytes: Uint8Array, head: RaftAttributeHead, end: number, utf8: Utf8): Texts {
  const texts: string[] = [];
  let at = head.textsAt;
  for (let i = head.lengthsAt; i < head.textsAt; i += WIDE_BYTES) {
    const next = at + readU32(bytes, i);
    if (next > end) {
      throw new DecodeError('a text that is longer than its record', at);
    }
    texts.push(utf8.decode(bytes, at, next));
    at = next;
  }
  expectFilled(at, end);
  return { attrName: texts[0] ?? '', locations: pairUp(texts) };
}

function pairUp(texts: readonly string[]): Location[] {
  const locations: Location[] = [];
  for (let i = 1; i < texts.length; i += 2) {
    locations.push([texts[i] as string, texts[i + 1] as string]);
  }
  return locations;
}

function expectFilled(textsEnd: number, end: number): void {
  if (textsEnd !== end) {
    throw new DecodeError(`texts end at byte ${textsEnd}, the record`, end);
  }
}
