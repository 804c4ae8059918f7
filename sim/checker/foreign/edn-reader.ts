import { DecodeError } from '../../../src/base/errors.ts';
import { afterBlank } from './edn-blank.ts';
import { DEPTH_MAX, type Plain, plainText } from './plain.ts';

/** A value and where it begins in the text. */
export interface EdnElement {
  readonly value: Plain;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
}

const TOKEN = /[^\s,;"()[\]{}]+/y;
/** A backslash and what it stands before: a letter, a bracket, a name such as newline. */
const CHARACTER = /\\(?:[^\s,;"()[\]{}]+|[\s\S])/y;
const INTEGER = /^[+-]?\d+N?$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[NM]?$/;
/** Numbers that have no digits; their names say all that a checker compares. */
const SYMBOLIC: readonly string[] = ['##Inf', '##-Inf', '##NaN'];
const WORDS: ReadonlyMap<string, Plain> = new Map([
  ['nil', null],
  ['true', true],
  ['false', false],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
]);

/**
 * The elements of `text`: of the one collection that it consists of, or one after another.
 *
 * The part of EDN that occurs in histories: nil, booleans, numbers, strings, keywords and symbols
 * (as their names), vectors, lists, sets, maps, tags (skipped) and comments.
 *
 * @throws DecodeError
 */
export function readEdnElements(text: string): EdnElement[] {
  const reader = new EdnReader(text);
  return reader.elements();
}

class EdnReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  elements(): EdnElement[] {
    this.#skipBlank();
    const opening = this.#text[this.#at];
    if (opening !== '[' && opening !== '(') {
      return this.#elementsUntil(undefined);
    }
    this.#at += 1;
    const elements = this.#elementsUntil(CLOSING.get(opening));
    if (this.#at < this.#text.length) {
      throw this.#error('something follows the end of the history');
    }
    return elements;
  }

  /** Reads up to `closing`, which it steps over; undefined is the end of the text. */
  #elementsUntil(closing: string | undefined): EdnElement[] {
    const elements: EdnElement[] = [];
    this.#skipBlank();
    while (this.#text[this.#at] !== closing) {
      const offset = this.#at;
      if (this.#text.startsWith('#_', offset)) {
        this.#at += 2;
        this.#inside(() => this.#value());
      } else {
        elements.push({ value: this.#value(), offset });
      }
      this.#skipBlank();
    }
    this.#at += 1;
    this.#skipBlank();
    return elements;
  }

  #value(): Plain {
    this.#skipBlank();
    const first = this.#text[this.#at];
    switch (first) {
      case undefined:
        throw this.#error('the text ends inside a value');
      case '[':
      case '(':
      case '{':
        return this.#collection(first);
      case '"':
        return this.#string();
      case '#':
        return this.#text[this.#at + 1] === '#' ? this.#symbolic() : this.#tagged();
      case '\\':
        return this.#match(CHARACTER)?.[0] ?? '';
      default:
        return this.#atom();
    }
  }

  #collection(opening: string): Plain {
    this.#at += 1;
    const elements = this.#inside(() => this.#elementsUntil(CLOSING.get(opening)));
    return opening === '{' ? this.#map(elements) : elements.map(({ value }) => value);
  }

  #map(elements: readonly EdnElement[]): Plain {
    if (elements.length % 2 === 1) {
      throw this.#error('a map ends after a key without a value');
    }
    const map = new Map<string, Plain>();
    for (let i = 0; i < elements.length; i += 2) {
      const key = elements[i]?.value ?? null;
      map.set(typeof key === 'string' ? key : plainText(key), elements[i + 1]?.value ?? null);
    }
    return map;
  }

  #string(): string {
    const start = this.#at + 1;
    let end = start;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) {
        throw this.#error('a string has no end');
      }
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    this.#at = end + 1;
    return this.#text.slice(start, end).replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, unescaped);
  }

  /** A set, or a tag, which says nothing that a checker needs. */
  #tagged(): Plain {
    this.#at += 1;
    if (this.#text[this.#at] === '{') {
      this.#at += 1;
      return this.#inside(() => this.#elementsUntil('}')).map(({ value }) => value);
    }
    this.#match(TOKEN);
    return this.#inside(() => this.#value());
  }

  #symbolic(): string {
    const offset = this.#at;
    const token = this.#match(TOKEN)?.[0] ?? '';
    if (!SYMBOLIC.includes(token)) {
      throw new DecodeError(`"${token}" is none of ${SYMBOLIC.join(', ')}`, offset);
    }
    return token;
  }

  /** @throws DecodeError when too many values lie in one another */
  #inside<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) {
      throw this.#error(`more than ${DEPTH_MAX} values lie in one another`);
    }
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #atom(): Plain {
    const offset = this.#at;
    const token = this.#match(TOKEN)?.[0];
    if (token === undefined) {
      throw new DecodeError(`"${this.#text[offset]}" does not begin a value`, offset);
    }
    if (NUMBER.test(token)) {
      return numberOf(token);
    }
    const word = WORDS.get(token);
    return word === undefined ? token.replace(/^:/, '') : word;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #skipBlank(): void {
    this.#at = afterBlank(this.#text, this.#at);
  }

  #error(message: string): DecodeError {
    return new DecodeError(message, this.#at);
  }
}

/** Integers that a double would take for their neighbours stay text, so that they differ. */
function numberOf(token: string): Plain {
  const number = Number.parseFloat(token);
  if (INTEGER.test(token)) {
    const exact = () => String(BigInt(token.replace(/^\+|N$/g, '')));
    return Number.isSafeInteger(number) ? number : exact();
  }
  return Number.isFinite(number) ? number : token;
}

function unescaped(_: string, escaped: string): string {
  const isCode = escaped.length > 1;
  return isCode
    ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    : (ESCAPES.get(escaped) ?? escaped);
}
