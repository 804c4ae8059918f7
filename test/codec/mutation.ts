import { mix32 } from '../../src/base/hash.ts';

/** Bytes that mean something to decoders: zero, signs, continuation bits, small counts. */
const TELLING = [0x00, 0x01, 0x02, 0x0f, 0x19, 0x7f, 0x80, 0x81, 0xf0, 0xff];

/** Draws integers that follow from a number. */
class Draw {
  readonly #root: number;
  #count = 0;

  constructor(root: number) {
    this.#root = root;
  }

  below(bound: number): number {
    this.#count++;
    return mix32(this.#root, this.#count) % Math.max(1, bound);
  }
}

/** `source` with one to four changes; the same number always gives the same bytes. */
export function mutate(source: Uint8Array, number: number): Uint8Array {
  const draw = new Draw(number);
  let bytes = Uint8Array.from(source);
  for (let changes = 1 + draw.below(4); changes > 0; changes--) {
    bytes = change(bytes, draw);
  }
  return bytes;
}

function change(bytes: Uint8Array<ArrayBuffer>, draw: Draw): Uint8Array<ArrayBuffer> {
  const at = draw.below(bytes.length);
  const length = 1 + draw.below(8);
  switch (draw.below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return flipBit(bytes, at, draw.below(8));
    case 2:
      return bytes.fill(TELLING[draw.below(TELLING.length)] as number, at, at + 1);
    case 3:
      return bytes.fill(draw.below(2) * 0xff, at, at + length);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    default:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
  }
}

function flipBit(bytes: Uint8Array<ArrayBuffer>, at: number, bit: number): Uint8Array<ArrayBuffer> {
  if (at < bytes.length) {
    bytes[at] = (bytes[at] as number) ^ (1 << bit);
  }
  return bytes;
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
