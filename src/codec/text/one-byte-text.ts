/** Codes below this are ASCII: one byte in UTF-8. */
export const ASCII_END = 0x80;
/** Codes below this are Latin-1: they fit one byte. */
export const LATIN1_END = 0x1_00;

/**
 * Writes the characters of `text` at `at`, one byte for each.
 *
 * @returns a number below `ASCII_END` or `LATIN1_END` when, and only when, every character is; at
 *   `LATIN1_END` or above the bytes written mean nothing.
 */
export function putOneByteText(bytes: Uint8Array, at: number, text: string): number {
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    seen |= code;
    bytes[at + i] = code;
  }
  return seen;
}

/** Whether `bytes[start, end)` is ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let i = start; i < end; i++) {
    seen |= bytes[i] as number;
  }
  return seen < ASCII_END;
}
