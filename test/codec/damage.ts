/** `bytes` cut off after each number of bytes below its length. */
export function* truncations(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) {
    yield bytes.slice(0, length);
  }
}

/** `bytes` with each single bit turned over, and which one. */
export function* bitFlips(bytes: Uint8Array): Iterable<{ bytes: Uint8Array; bit: number }> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    yield { bytes: flipped, bit };
  }
}

/** `bytes` in pieces of `pieceBytes` each. */
export function* pieces(bytes: Uint8Array, pieceBytes: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.slice(at, at + pieceBytes);
  }
}
