import { DecodeError } from '../../../src/base/errors.ts';
import { type Plain, plainText } from './plain.ts';

/** A value and where it begins in the text. */
export interface EdnElement {
  readonly value: Plain;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
}

const BLANK = /(?:[\s,]|;[^\n]*)*/y;
const TOKEN = /[^\s,;"()[\]{}]+/y;
const STRING = /"((?:[^"\\]|\\[\s\S])*)"/y;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[NM]?$/;
const WORDS: ReadonlyMap<string, Plain> = new Map([
  ['nil', null],
  ['true', true],
  ['false', false],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
]);
const DEPTH_MAX = 100;

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
        this.#value();
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
        return this.#tagged();
      default:
        return this.#atom();
    }
  }

  #collection(opening: string): Plain {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) {
      throw this.#error(`more than ${DEPTH_MAX} collections lie in one another`);
    }
    this.#at += 1;
    const elements = this.#elementsUntil(CLOSING.get(opening));
    this.#depth -= 1;
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
    const match = this.#match(STRING);
    if (match === null) {
      throw this.#error('a string has no end');
    }
    return (match[1] ?? '').replace(/\\([\s\S])/g, (_, escaped: string) => {
      return ESCAPES.get(escaped) ?? escaped;
    });
  }

  /** A set, or a tag, which says nothing that a checker needs. */
  #tagged(): Plain {
    this.#at += 1;
    if (this.#text[this.#at] === '{') {
      this.#at += 1;
      return this.#elementsUntil('}').map(({ value }) => value);
    }
    this.#match(TOKEN);
    return this.#value();
  }

  #atom(): Plain {
    const offset = this.#at;
    const token = this.#match(TOKEN)?.[0];
    if (token === undefined) {
      throw new DecodeError(`"${this.#text[offset]}" does not begin a value`, offset);
    }
    if (NUMBER.test(token)) {
      return Number.parseFloat(token);
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
    this.#match(BLANK);
  }

  #error(message: string): DecodeError {
    return new DecodeError(message, this.#at);
  }
}
