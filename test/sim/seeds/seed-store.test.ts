import test from 'ava';
import fc from 'fast-check';
import { SeedSet } from '../../../sim/seeds/seed-set.ts';
import { BUILDS_KEPT, FAILURES_KEPT, SeedStore } from '../../../sim/seeds/seed-store.ts';
import { parseShard, seedsOfShard } from '../../../sim/seeds/shard.ts';
import { signatureOf } from '../../../sim/seeds/signature.ts';
import type { FailureRecord, RunKey, StoreRecord } from '../../../sim/seeds/store-record.ts';
import { RaftLabError } from '../../../src/base/errors.ts';

const KEY: RunKey = { run: '--profile disk', build: 'b1', committedAt: 100 };

function passed(seeds: string, key = KEY, compared = ''): StoreRecord {
  return { kind: 'passed', key, seeds: SeedSet.parse(seeds), compared: SeedSet.parse(compared) };
}

function failure(seed: number, more: Partial<FailureRecord> = {}): FailureRecord {
  return {
    ...{ kind: 'failure', key: KEY, seed, exitCode: 10, oracle: 'log-matching' },
    ...{ signature: 's', message: 'm', wallMs: 500, foundAt: '2026-01-01T00:00:00Z' },
    ...more,
  };
}

function storeOf(...records: StoreRecord[]): SeedStore {
  const store = new SeedStore();
  for (const record of records) {
    store.add(record);
  }
  return store;
}

const seeds = fc.array(fc.nat(60), { maxLength: 30 });

test('a set of seeds has what was added, less what was taken away, as ranges', (t) => {
  fc.assert(
    fc.property(seeds, seeds, (added, removed) => {
      const set = new SeedSet();
      for (const seed of added) {
        set.add(seed);
      }
      for (const seed of removed) {
        set.delete(seed);
      }
      const expected = new Set(added.filter((seed) => !removed.includes(seed)));
      t.deepEqual(
        [...set],
        [...expected].sort((a, b) => a - b),
      );
      t.is(set.size, expected.size);
      t.is(`${SeedSet.parse(`${set}`)}`, `${set}`);
      t.true([...expected].every((seed) => set.has(seed)));
      t.true(removed.every((seed) => !set.has(seed)));
    }),
    { numRuns: 200, seed: 1 },
  );
  t.is(`${SeedSet.parse('5,1..3,4')}`, '1..5');
  t.throws(() => SeedSet.parse('3..1'), { instanceOf: RaftLabError });
});

const record: fc.Arbitrary<StoreRecord> = fc
  .record({
    build: fc.constantFrom('b1', 'b2', 'b3'),
    seed: fc.nat(9),
    signature: fc.constantFrom('s', 'z'),
    wallMs: fc.nat(3),
    isPass: fc.boolean(),
    isCompared: fc.boolean(),
    committedAt: fc.nat(3),
  })
  .map(({ build, seed, signature, wallMs, isPass, isCompared, committedAt }) => {
    const key = { ...KEY, build, committedAt };
    return isPass
      ? passed(`${seed}`, key, isCompared ? `${seed}` : '')
      : failure(seed, { key, signature, wallMs });
  });

test('two stores make one, whatever the order of their lines and however often they come', (t) => {
  fc.assert(
    fc.property(fc.array(record), fc.array(record), (one, other) => {
      const merged = storeOf(...one, ...other).text();
      const [a, b] = [storeOf(...one).text(), storeOf(...other).text()];
      t.is(SeedStore.read(a + b).text(), merged);
      t.is(SeedStore.read(b + a).text(), merged);
      t.is(SeedStore.read(merged + a + merged).text(), merged);
    }),
    { numRuns: 150, seed: 2 },
  );
});

test('of failures alike those of the newest build are kept, and of these the fastest', (t) => {
  const newer = { ...KEY, build: 'b2', committedAt: 200 };
  const store = storeOf(
    failure(1, { wallMs: 1 }),
    ...[900, 100, 300, 200].map((wallMs, i) => failure(10 + i, { key: newer, wallMs })),
    failure(2, { signature: 'other' }),
  );
  const kept = store.failures.filter(({ signature }) => signature === 's');
  t.deepEqual(
    kept.map(({ seed }) => seed),
    [11, 13, 12],
  );
  t.is(kept.length, FAILURES_KEPT);
  t.is(store.failures.length, FAILURES_KEPT + 1);
  t.true(store.isDone(newer, 10), 'a failure that is not kept in full is not forgotten');
  t.is(SeedStore.read(store.text()).failed(newer)[0]?.seeds.size, 4);
});

test('a seed that passed once and failed once has failed', (t) => {
  const again = SeedStore.read(storeOf(passed('1..5'), failure(3)).text());
  t.is(`${again.passed(KEY)}`, '1..2,4..5');
  t.is(`${again.failed(KEY)[0]?.seeds}`, '3');
});

test('a commit that leaves the build as it was leaves what is known of its seeds', (t) => {
  const later = { ...KEY, committedAt: 200 };
  const before = [
    '{"kind":"passed","key":{"run":"--profile disk","build":"b1","committedAt":100},"seeds":"1..5"}',
    '{"kind":"failed","key":{"run":"--profile disk","build":"b1","committedAt":150},' +
      '"signature":"s","exitCode":10,"seeds":"6"}',
  ];
  const store = SeedStore.read(before.join('\n'));
  t.true([1, 5, 6].every((seed) => store.isDone(later, seed)));
  t.false(store.isDone({ ...later, build: 'b2' }, 1));
  store.add(passed('7', later));
  const lines = store.text().trimEnd().split('\n');
  t.deepEqual(
    lines.map((line) => [JSON.parse(line).key.committedAt, JSON.parse(line).seeds]),
    [
      [200, '6'],
      [200, '1..5,7'],
    ],
  );
});

test('a pass that was not compared does not count where that is asked for, a failure does', (t) => {
  const text = storeOf(passed('1..5', KEY, '2..4'), failure(3), passed('9')).text();
  const store = SeedStore.read(text);
  t.is(`${store.passed(KEY)}`, '1..2,4..5,9');
  t.is(`${store.passed(KEY, 'compared')}`, '2,4');
  const done = (seed: number) => store.isDone(KEY, seed, 'compared');
  t.deepEqual([1, 2, 3, 4, 9].map(done), [false, true, true, true, false]);
});

test('of builds long ago the numbers are left', (t) => {
  const keys = Array.from({ length: BUILDS_KEPT + 2 }, (_, i) => ({
    ...KEY,
    build: `b${i}`,
    committedAt: i,
  }));
  const text = storeOf(
    ...keys.map((key) => passed('1..1000', key)),
    failure(7, { key: keys[0] as RunKey }),
  ).text();
  const folded = text.split('\n').filter((line) => line.includes('"folded"'));
  t.is(folded.length, 2);
  t.true(folded.some((line) => line.includes('"passed":1000,"failed":1')));
  t.is(SeedStore.read(text).text(), text);
  const again = SeedStore.read(text);
  const current = keys[0] as RunKey;
  again.add(failure(8, { key: current }));
  t.true(SeedStore.read(again.text(current)).isDone(current, 8), 'the build that runs now is old');
  t.is(SeedStore.read(again.text(current)).text(), again.text());
});

test('half of a last line is skipped, any other bad line is named', (t) => {
  const text = storeOf(passed('1..9')).text();
  t.true(SeedStore.read(`${text}{"kind":"pas`).isDone(KEY, 9));
  for (const bad of [`nonsense\n${text}`, `{"kind":"pas\n${text}`, 'nonsense', '{"kind":"new"}']) {
    const error = t.throws(() => SeedStore.read(`${text}${bad}`), { instanceOf: RaftLabError });
    t.regex(error?.message ?? '', /^line 2: /, bad);
  }
});

test('of files one behind the other, some cut off, every whole record is read', (t) => {
  const failed = storeOf(failure(3)).text();
  for (let length = 0; length < failed.length; length++) {
    const torn: number[] = [];
    const text = `${failed.slice(0, length)}${storeOf(passed('1..2')).text()}${failed}`;
    const store = SeedStore.read(text, (line) => torn.push(line));
    t.true(store.isDone(KEY, 2), `${length}`);
    t.is(store.failed(KEY)[0]?.seeds.size, 1);
    const isWhole = length === 0 || failed.slice(length - 1, length + 1).includes('\n');
    t.is(torn.length, isWhole ? 0 : 1, failed.slice(0, length));
  }
});

test('every seed is of exactly one shard', (t) => {
  const sizes = { count: fc.integer({ min: 1, max: 40 }), first: fc.nat(1000), size: fc.nat(200) };
  fc.assert(
    fc.property(fc.record(sizes), ({ count, first, size }) => {
      const asked = { first, last: first + size };
      const parts = Array.from({ length: count }, (_, index) =>
        seedsOfShard(asked, { index, count }),
      );
      const seeds = parts.flatMap((part) =>
        part === null
          ? []
          : Array.from({ length: part.last - part.first + 1 }, (_, i) => part.first + i),
      );
      t.deepEqual(
        seeds,
        Array.from({ length: size + 1 }, (_, i) => first + i),
      );
    }),
    { numRuns: 200, seed: 3 },
  );
  t.deepEqual(parseShard('0/16'), { index: 0, count: 16 });
  for (const text of ['16/16', '1', '-1/3', '1/0', 'a/b']) {
    t.throws(() => parseShard(text), { instanceOf: RaftLabError }, text);
  }
});

test('failures that differ in numbers, keys and addresses have one signature', (t) => {
  const of = (message: string) => signatureOf({ oracle: 'log-matching', message });
  t.is(of('node 10.0.0.1:7001 has 3 of "a b"\nmore'), of('node 10.0.0.1:7003 has 12 of "c"'));
  t.not(of('node 1 leads'), of('node 1 follows'));
});
