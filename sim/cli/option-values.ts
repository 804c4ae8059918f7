import { RaftLabError } from '../../src/base/errors.ts';
import type { ValueParser } from '../../src/cli/command/option-values.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { parseExactJson } from '../checker/foreign/exact-json.ts';
import { parseSeed, parseSeedRange } from '../config/seed.ts';
import { parseShard, SHARDS_MAX, type Shard } from '../seeds/shard.ts';

const MICROS_BY_UNIT: Readonly<Record<string, number>> = {
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
};
/** As `parseSeed` has it. */
const SEED_FORMS =
  'a decimal number of up to 20 digits, 0x and up to 16 hex digits, or exactly 40 hex digits';
const DURATION = /^(\d{1,9})(ms|s|m)$/;
/** A day of virtual time. */
const DURATION_MAX_MICROS = 86_400_000_000;
/** No sweep is longer: each seed costs memory. */
const SEEDS_MAX = 10_000_000;

export function seed(flag: string): ValueParser<string> {
  return (text) => orBadValue(flag, text, parseSeed, SEED_FORMS);
}

export function seedRange(
  flag: string,
): ValueParser<{ readonly first: number; readonly last: number }> {
  const expected = `A..B, decimal numbers with A <= B, at most ${SEEDS_MAX} seeds`;
  return (text) => {
    const range = orBadValue(flag, text, parseSeedRange, expected);
    if (range.last - range.first >= SEEDS_MAX) {
      throw badValue(flag, text, expected);
    }
    return range;
  };
}

/** Virtual time such as 500ms, 60s, 5m; microseconds. */
export function duration(flag: string): ValueParser<number> {
  return (text) => {
    const [, count, unit] = DURATION.exec(text) ?? [];
    const micros = Number(count) * (MICROS_BY_UNIT[unit ?? ''] ?? Number.NaN);
    if (micros >= 1 && micros <= DURATION_MAX_MICROS) {
      return micros;
    }
    throw badValue(flag, text, 'a time such as 500ms, 60s or 5m, at most a day');
  };
}

export function shard(flag: string): ValueParser<Shard> {
  const expected = `i/n with 0 <= i < n <= ${SHARDS_MAX}`;
  return (text) => orBadValue(flag, text, parseShard, expected);
}

export function json(flag: string): ValueParser<unknown> {
  return (text) => {
    try {
      return parseExactJson(text);
    } catch {
      throw badValue(flag, text, 'a value in JSON');
    }
  };
}

function orBadValue<T>(
  flag: string,
  text: string,
  parse: (text: string) => T,
  expected: string,
): T {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof RaftLabError ? badValue(flag, text, expected) : error;
  }
}
