/**
 * A well-mixed 32-bit number from up to four 32-bit inputs; the same inputs always give the same
 * number, so a decision keyed by what it is about does not move when other decisions come or go.
 */
export function mix32(a: number, b = 0, c = 0, d = 0): number {
  let hash = 0x9e_37_79_b9;
  hash = round(hash, a);
  hash = round(hash, b);
  hash = round(hash, c);
  hash = round(hash, d);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7f_eb_35_2d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x84_6c_a6_8b);
  hash ^= hash >>> 16;
  return hash >>> 0;
}

function round(hash: number, input: number): number {
  const scrambled = Math.imul(input ^ (input >>> 15), 0x2c_1b_3c_6d);
  const mixed = hash ^ Math.imul(scrambled ^ (scrambled >>> 12), 0x29_7a_2d_39);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6_54_6b_64) | 0;
}

/** The low 32 bits of a number up to 2^53, and the bits above them folded in. */
export function fold32(value: number): number {
  return (value | 0) ^ Math.floor(value / 2 ** 32);
}
