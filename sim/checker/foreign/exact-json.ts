/** What a JSON text may hold that a double cannot: sixteen digits, or an exponent of three. */
const MAY_BE_INEXACT = /\d{16}|[eE][+-]?\d{3}/;
/** The next string or number; nothing else of JSON has a quote or a digit in it. */
const QUOTE_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * `text` as JSON. Integers that a double would take for their neighbours, and numbers that are too
 * large for one, become text, as they do in EDN, so that they differ.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(MAY_BE_INEXACT.test(text) ? withQuotedNumbers(text) : text);
}

function withQuotedNumbers(text: string): string {
  let quoted = '';
  let copied = 0;
  QUOTE_OR_NUMBER.lastIndex = 0;
  for (let match = QUOTE_OR_NUMBER.exec(text); match !== null; match = QUOTE_OR_NUMBER.exec(text)) {
    const [token] = match;
    if (token === '"') {
      QUOTE_OR_NUMBER.lastIndex = afterString(text, match.index);
    } else if (isInexact(token)) {
      quoted += `${text.slice(copied, match.index)}"${token}"`;
      copied = match.index + token.length;
    }
  }
  return quoted + text.slice(copied);
}

/** Where the string ends that begins at `start`, with its quote. */
function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

/** What is no number of JSON is left for the parser to refuse. */
function isInexact(token: string): boolean {
  const number = Number(token);
  const isWhole = INTEGER.test(token);
  return isWhole ? !Number.isSafeInteger(number) : NUMBER.test(token) && !Number.isFinite(number);
}
