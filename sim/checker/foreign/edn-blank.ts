const BLANK = /[\s,]/;
const LINE_FEED = 10;
const SEMICOLON = 59;

/**
 * Where the next thing after `from` begins that is neither blank, comma nor comment; the end of the
 * text if there is none. Loops, because a regular expression for it overflows on large files.
 */
export function afterBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end + 1;
    } else if (isBlank(code)) {
      at++;
    } else {
      return at;
    }
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === LINE_FEED || code === 44 || isRareBlank(code);
}

function isRareBlank(code: number): boolean {
  const mayBe = (code >= 9 && code <= 13) || code > 127;
  return mayBe && BLANK.test(String.fromCharCode(code));
}
