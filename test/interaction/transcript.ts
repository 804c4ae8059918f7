/** One command of a transcript and what was recorded for it. */
export interface Directive {
  /** Where its command stands, from 1. */
  readonly line: number;
  readonly command: string;
  /** What stands there without a name, as in `stabilize 1 2`. */
  readonly ids: readonly string[];
  /** What has a name, as in `voters=(1,2,3)`, without brackets. */
  readonly options: ReadonlyMap<string, string>;
  readonly input: readonly string[];
  readonly expected: readonly string[];
}

const SEPARATOR = '----';

/**
 * Cuts a transcript into its commands (`../shared/data/interaction/README.md`).
 *
 * @throws Error naming the line of a command without an answer.
 */
export function parseTranscript(text: string): Directive[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const directives: Directive[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!isSkipped(lines[at] as string)) {
      const { directive, end } = parseDirective(lines, at);
      directives.push(directive);
      at = end;
    }
  }
  return directives;
}

function isSkipped(line: string): boolean {
  return line === '' || line.startsWith('#');
}

function parseDirective(
  lines: readonly string[],
  at: number,
): { readonly directive: Directive; readonly end: number } {
  const separator = lines.indexOf(SEPARATOR, at);
  if (separator < 0) {
    throw new Error(`the command in line ${at + 1} has no answer`);
  }
  const { expected, end } = readAnswer(lines, separator + 1);
  const [command = '', ...words] = splitWords(lines[at] as string);
  const named = words.filter((word) => word.includes('='));
  const directive = {
    line: at + 1,
    command,
    ids: words.filter((word) => !word.includes('=')),
    options: new Map(named.map(parseOption)),
    input: lines.slice(at + 1, separator).filter((line) => !isSkipped(line)),
    expected,
  };
  return { directive, end };
}

/** An answer ends with a blank line; one that holds blank lines stands between two separators each. */
function readAnswer(
  lines: readonly string[],
  from: number,
): { readonly expected: string[]; readonly end: number } {
  if (lines[from] === SEPARATOR) {
    const close = lines.findIndex((line, i) => i > from && isSeparator(line, lines[i + 1]));
    return { expected: lines.slice(from + 1, close), end: close + 1 };
  }
  const blank = lines.indexOf('', from);
  const end = blank < 0 ? lines.length : blank;
  return { expected: lines.slice(from, end), end };
}

function isSeparator(line: string, next: string | undefined): boolean {
  return line === SEPARATOR && next === SEPARATOR;
}

/** Words between blanks; blanks within brackets do not count. */
function splitWords(line: string): string[] {
  return line.match(/(?:\([^)]*\)|[^\s(])+/g) ?? [];
}

function parseOption(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1).replace(/^\(|\)$/g, '')];
}

/** The numbers of a list as in `1, 2`; none of an empty one. */
export function numbersIn(list: string): number[] {
  return (list.match(/\d+/g) ?? []).map(Number);
}
