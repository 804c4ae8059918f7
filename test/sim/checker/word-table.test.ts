import test from 'ava';
import fc from 'fast-check';
import { WordTable } from '../../../sim/checker/search/word-table.ts';

test('tuples get the same number exactly when all their words are the same', (t) => {
  const word = fc.constantFrom(0, 1, -1, 0x7f_ff_ff_ff, -0x80_00_00_00);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 200 }), (tuples) => {
      const table = new WordTable(3);
      const expected = new Map<string, number>();
      for (const tuple of tuples) {
        const key = tuple.join();
        const id = expected.get(key) ?? expected.size;
        expected.set(key, id);
        t.is(table.intern(Int32Array.from(tuple)), id);
      }
      t.is(table.size, expected.size);
    }),
  );
});

test('a table that grew still knows what it held before', (t) => {
  const table = new WordTable(2);
  for (let i = 0; i < 10_000; i++) {
    t.is(table.intern(Int32Array.of(i, -i)), i);
  }
  t.is(table.intern(Int32Array.of(17, -17)), 17);
  const words = new Int32Array(2);
  table.read(9999, words);
  t.deepEqual([...words], [9999, -9999]);
});
