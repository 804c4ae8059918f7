import { expectedName } from '../../base/similar-name.ts';
import { badValue } from './usage-error.ts';

/** Turns the text behind a flag into a value. @throws UsageError */
export type ValueParser<T> = (text: string) => T;

/** A whole number from `min` to `max`. */
export function wholeNumber(flag: string, min: number, max: number): ValueParser<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) {
      return value;
    }
    throw badValue(flag, text, `a whole number from ${min} to ${max}`);
  };
}

/** A decimal number from `min` to `max`. */
export function decimalNumber(flag: string, min: number, max: number): ValueParser<number> {
  return (text) => {
    const value = /^\d{1,15}(\.\d{1,15})?$|^\.\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) {
      return value;
    }
    throw badValue(flag, text, `a number from ${min} to ${max}`);
  };
}

/** One of `choices`. */
export function oneOf<T extends string>(flag: string, choices: readonly T[]): ValueParser<T> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) {
      throw badValue(flag, text, expectedName(text, choices));
    }
    return choice;
  };
}

/** Some of `choices`, separated by commas. */
export function someOf<T extends string>(flag: string, choices: readonly T[]): ValueParser<T[]> {
  return listOf(oneOf(flag, choices));
}

/** Values that `parse` takes, separated by commas; each counts once. */
export function listOf<T>(parse: ValueParser<T>): ValueParser<T[]> {
  return (text) => [...new Set(text.split(',').map((part) => parse(part.trim())))];
}
