import test from 'ava';
import fc from 'fast-check';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import { parseExactJson } from '../../../sim/checker/foreign/exact-json.ts';

/** The first two integers that a double cannot tell apart. */
const NEIGHBOURS = ['9007199254740993', '9007199254740992'] as const;

const knossosJson = (value: string, seen: string) => `[
  {"process": 1, "type": "invoke", "f": "write", "value": ${value}},
  {"process": 1, "type": "ok", "f": "write", "value": ${value}},
  {"process": 1, "type": "invoke", "f": "read", "value": null},
  {"process": 1, "type": "ok", "f": "read", "value": ${seen}}]`;

const unitJson = (value: string, seen: string, [first, second]: readonly [string, string]) => `{
  "cases": [{"model": "register", "operations": [
    {"f": "write", "value": ${value}, "call": 1, "return": ${first}},
    {"f": "read", "output": ${seen}, "call": ${second}, "return": 1${second}}]}]}`;

test('a read of another integer than was written is a violation, however large both are', (t) => {
  const [written, seen] = NEIGHBOURS;
  t.is(checkForeignHistory(knossosJson(written, seen)).verdict, 'violation');
  t.is(checkForeignHistory(knossosJson(written, written)).verdict, 'ok');
  t.is(checkForeignHistory(unitJson(written, seen, ['2', '3'])).verdict, 'violation');
  t.is(checkForeignHistory(unitJson(written, written, ['2', '3'])).verdict, 'ok');
  t.is(checkForeignHistory(unitJson('1e400', '1e401', ['2', '3'])).verdict, 'violation');
});

test('nanoseconds that a double cannot tell apart still say what came first', (t) => {
  const [late, early] = NEIGHBOURS;
  t.is(checkForeignHistory(unitJson('1', 'null', [early, late])).verdict, 'violation');
  t.is(checkForeignHistory(unitJson('1', 'null', [late, early])).verdict, 'ok');
});

/** JSON writes doubles below 1e21 as integers: those are read as what they look like. */
function inDigits(_: string, value: unknown): unknown {
  const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && /^-?\d+$/.test(String(value)) ? String(value) : value;
}

test('all but large integers, and every string, is what JSON says it is', (t) => {
  const digits = fc.string({ unit: fc.constantFrom('1', '9', '"', '\\', ' ', 'e', '.') });
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
  fc.assert(
    fc.property(fc.dictionary(digits, fc.oneof(value, digits)), (json) => {
      const text = JSON.stringify({ ...json, large: 1e300 });
      t.deepEqual(parseExactJson(text), JSON.parse(text, inDigits));
    }),
  );
});

test('each integer is itself', (t) => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })), (integers) => {
      const read = parseExactJson(`[${integers.join(', ')}]`) as readonly (number | string)[];
      t.deepEqual(read.map(BigInt), integers);
    }),
  );
});

test('what is no JSON is refused, with large numbers in it too', (t) => {
  const wrong = ['[01234567890123456]', '[12345678901234567', '"12345678901234567', '1e400e1'];
  for (const text of wrong) {
    t.throws(() => parseExactJson(text), { instanceOf: SyntaxError }, text);
  }
});
