import test from 'ava';
import { ValueArena } from '../../src/kv/value-arena.ts';
import { pattern } from './bytes.ts';

test('values that were placed keep their bytes, whatever is placed after them', (t) => {
  const arena = new ValueArena();
  const sizes = [0, 1, 100, 5000, 16_384, 16_385, 100_000, 3];
  const placed = Array.from({ length: 200 }, (_, i) => {
    const bytes = sizes[i % sizes.length] as number;
    return { value: arena.place(pattern(bytes, i)), expected: pattern(bytes, i) };
  });
  for (const { value, expected } of placed) {
    t.deepEqual(value.bytes.slice(), expected);
  }
});

test('a value does not share memory with what it was copied from', (t) => {
  const source = pattern(50, 1);
  const { bytes } = new ValueArena().place(source);
  source.fill(0);
  t.deepEqual(bytes.slice(), pattern(50, 1));
});

test('small values share a slab, a large one has memory of its own', (t) => {
  const arena = new ValueArena();
  const [a, b] = [arena.place(pattern(10, 1)), arena.place(pattern(10, 2))];
  t.is(a.slab, b.slab);
  const large = arena.place(pattern(20_000, 3));
  t.not(large.slab, a.slab);
  t.is(large.bytes.buffer.byteLength, 20_000);
});

test('a full slab is sparse once less than half of it lives, the slab in use never is', (t) => {
  const arena = new ValueArena();
  const first = Array.from({ length: 64 }, (_, i) => arena.place(pattern(1024, i)));
  const [kept] = first;
  const current = arena.place(pattern(1024, 99));
  for (const value of first.slice(32)) {
    arena.release(value);
  }
  t.false(kept !== undefined && arena.isSparse(kept));
  arena.release(first[31] ?? current);
  t.true(kept !== undefined && arena.isSparse(kept));
  arena.release(current);
  t.false(arena.isSparse(current));
});
