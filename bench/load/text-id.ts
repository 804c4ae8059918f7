import type { KeyedDraw } from './keyed-draw.ts';

/** How many characters an id has. */
export const TEXT_ID_CHARACTERS = 20;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
/** So many characters one draw of 32 bits gives. */
const CHARACTERS_PER_DRAW = 5;
const CHUNKS = CODES.length ** CHARACTERS_PER_DRAW;

/** An id of 20 characters, each uniform over `A–Z a–z 0–9` (seeds.md section 10.1). */
export function drawTextId(draw: KeyedDraw): string {
  const codes = scratch;
  for (let at = 0; at < TEXT_ID_CHARACTERS; at += CHARACTERS_PER_DRAW) {
    putChunk(codes, at, draw.below(CHUNKS));
  }
  return String.fromCharCode.apply(null, codes);
}

const scratch = new Array<number>(TEXT_ID_CHARACTERS).fill(0);

function putChunk(codes: number[], at: number, chunk: number): void {
  let rest = chunk;
  for (let i = 0; i < CHARACTERS_PER_DRAW; i++) {
    codes[at + i] = CODES[rest % CODES.length] as number;
    rest = Math.floor(rest / CODES.length);
  }
}
