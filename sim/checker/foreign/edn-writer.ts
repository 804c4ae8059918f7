import type { Plain } from './plain.ts';

/** A word with a colon; plain text becomes a string instead. */
export interface Keyword {
  readonly keyword: string;
}

/** What can be written as EDN. */
export type EdnTerm = Plain | Keyword | readonly EdnTerm[] | ReadonlyMap<string, EdnTerm>;

export function keyword(name: string): Keyword {
  return { keyword: name };
}

/** The term on one line; the keys of maps are written as keywords. */
export function writeEdn(term: EdnTerm): string {
  if (term === null) {
    return 'nil';
  }
  if (isTermList(term)) {
    return `[${term.map(writeEdn).join(' ')}]`;
  }
  if (isTermMap(term)) {
    return `{${[...term].map(([key, value]) => `:${key} ${writeEdn(value)}`).join(', ')}}`;
  }
  return typeof term === 'object' ? `:${term.keyword}` : writeScalar(term);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function writeScalar(scalar: string | number | boolean): string {
  if (typeof scalar !== 'string') {
    return String(scalar);
  }
  return `"${scalar.replace(/["\\\n\r\t]/g, (char) => ESCAPES.get(char) ?? `\\${char}`)}"`;
}

function isTermList(term: EdnTerm): term is readonly EdnTerm[] {
  return Array.isArray(term);
}

function isTermMap(term: EdnTerm): term is ReadonlyMap<string, EdnTerm> {
  return term instanceof Map;
}
