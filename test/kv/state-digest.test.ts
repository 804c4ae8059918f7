import test from 'ava';
import fc from 'fast-check';
import type { SessionId } from '../../src/base/ids.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { type CommandResult, result } from '../../src/kv/result.ts';
import { StateDigest } from '../../src/kv/state-digest.ts';
import { ascii } from './bytes.ts';

const anyRecords = fc.uniqueArray(
  fc.record({
    key: fc.string({ maxLength: 5 }),
    value: fc.uint8Array({ maxLength: 8 }),
    revision: fc.nat(),
  }),
  { selector: ({ key }) => key, maxLength: 20 },
);

function digestOf(records: readonly { key: string; value: Uint8Array; revision: number }[]) {
  const digest = new StateDigest(nodeChecksum);
  for (const { key, value, revision } of records) {
    digest.addRecord(key, value, revision);
  }
  return digest;
}

test('equal content has an equal digest, in whatever order and over whatever detours', (t) => {
  fc.assert(
    fc.property(anyRecords, fc.array(fc.nat(1000)), (records, order) => {
      const shuffled = records
        .map((record, i) => ({ record, rank: order[i] ?? i }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ record }) => record);
      const detour = digestOf(shuffled);
      detour.addRecord('elsewhere', ascii('v'), 7);
      detour.addResult(3, 1, result('ok', 9, 0));
      detour.removeRecord('elsewhere', ascii('v'), 7);
      detour.removeResult(3, 1, result('ok', 9, 0));
      t.is(detour.value, digestOf(records).value);
    }),
  );
});

test('one other key, value, revision or record changes the digest', (t) => {
  const base = { key: 'k', value: ascii('v'), revision: 5 };
  const digest = digestOf([base]).value;
  const others = [
    [],
    [{ ...base, key: 'l' }],
    [{ ...base, value: ascii('w') }],
    [{ ...base, revision: 6 }],
    [{ ...base, revision: 5 + 2 ** 40 }],
    [base, base],
    [base, base, base],
  ].map((records) => digestOf(records).value);
  for (const other of others) {
    t.not(other, digest);
  }
});

test('one other session, sequence, status or revision of a remembered result changes the digest', (t) => {
  const remembering = (session: number, sequence: number, outcome: CommandResult) => {
    const digest = digestOf([]);
    digest.addResult(session, sequence, outcome);
    return digest.value;
  };
  const digests = [
    digestOf([]).value,
    remembering(1, 1, result('ok', 5, 4)),
    remembering(2, 1, result('ok', 5, 4)),
    remembering(1, 2, result('ok', 5, 4)),
    remembering(1, 1, result('mismatch', 5, 4)),
    remembering(1, 1, result('ok', 6, 4)),
    remembering(1, 1, result('ok', 5, 3)),
  ];
  t.is(new Set(digests).size, digests.length);
});

test('one other id, last use or acknowledgement of a session changes the digest', (t) => {
  const having = (...sessions: readonly (readonly [number, number, number])[]) => {
    const digest = digestOf([]);
    for (const [id, usedIndex, answeredThrough] of sessions) {
      digest.addSession({ id: id as SessionId, usedIndex, answeredThrough, results: new Map() });
    }
    return digest.value;
  };
  const digests = [
    having(),
    having([1, 5, 4]),
    having([2, 5, 4]),
    having([1, 6, 4]),
    having([1, 5, 3]),
    having([1, 5 + 2 ** 40, 4]),
    // One that made room.
    having([1, 0, 4]),
    having([1, 5, 4], [2, 5, 4]),
  ];
  t.is(new Set(digests).size, digests.length);
});

test('a digest is a safe integer', (t) => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      t.true(Number.isSafeInteger(digestOf(records).value));
    }),
  );
});
