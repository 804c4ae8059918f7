import test from 'ava';
import fc from 'fast-check';
import { readEdnElements } from '../../../sim/checker/foreign/edn-reader.ts';
import { keyword, writeEdn } from '../../../sim/checker/foreign/edn-writer.ts';
import type { Plain } from '../../../sim/checker/foreign/plain.ts';
import { DecodeError } from '../../../src/base/errors.ts';

function values(text: string): Plain[] {
  return readEdnElements(text).map(({ value }) => value);
}

test('the elements of a vector, of a list, or of the text itself are the same', (t) => {
  const expected = [1, 'a', null];
  t.deepEqual(values('[1 "a" nil]'), expected);
  t.deepEqual(values('(1, "a", nil)'), expected);
  t.deepEqual(values('1 "a"\nnil'), expected);
});

test('keywords and symbols are their names, and words are values', (t) => {
  t.deepEqual(values('[:ok ok :a/b nil true false]'), ['ok', 'ok', 'a/b', null, true, false]);
  t.deepEqual(values('[:constructor :toString]'), ['constructor', 'toString']);
});

test('numbers keep their value, whatever their notation', (t) => {
  t.deepEqual(values('[0 -7 +7 1.5 2e3 12N 1.5M]'), [0, -7, 7, 1.5, 2000, 12, 1.5]);
});

test('numbers without digits are values, and swallow none', (t) => {
  t.deepEqual(values('[##Inf 1 ##-Inf 2 ##NaN]'), ['##Inf', 1, '##-Inf', 2, '##NaN']);
});

test('comments, commas, tags and discarded values are skipped', (t) => {
  const text = '; first\n[1, ; one\n #_2 #_[3 4] #inst "2020" #{5}] ; last';
  t.deepEqual(values(text), [1, '2020', [5]]);
});

test('maps are read by the names of their keys, with collections inside', (t) => {
  const [map] = values('[{:process 4, :type :ok :value [[:read :x nil]]}]');
  t.deepEqual(
    map,
    new Map<string, Plain>([
      ['process', 4],
      ['type', 'ok'],
      ['value', [['read', 'x', null]]],
    ]),
  );
});

test('what is not EDN is refused with the place', (t) => {
  for (const [text, offset] of [
    ['[1 2', 4],
    ['[1 "a', 3],
    ['[1 ]]', 4],
    ['[{:a}]', 5],
    ['[1 )', 3],
    ['[1 ##Infinity 2]', 3],
    ['[## 2]', 1],
  ] as const) {
    const error = t.throws(() => values(text), { instanceOf: DecodeError });
    t.is(error?.offset, offset, text);
  }
});

test('collections without end are refused, not followed until memory ends', (t) => {
  t.throws(() => values('['.repeat(100_000)), { instanceOf: DecodeError });
});

test('a written text is read back as it was', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => values(writeEdn([text]))[0] === text),
  );
  t.is(writeEdn(new Map([['f', keyword('read')]])), '{:f :read}');
});
