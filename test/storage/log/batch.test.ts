import test from 'ava';
import fc from 'fast-check';
import { DecodeError } from '../../../src/base/errors.ts';
import { NO_NODE } from '../../../src/base/ids.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import {
  batchBytesMax,
  decodeBatch,
  encodeBatch,
  type LogRecord,
} from '../../../src/storage/log/batch.ts';
import { SECTOR_BYTES } from '../../../src/storage/log/segment.ts';
import { group, index, node, term } from '../../branded.ts';
import {
  anyGroup,
  anyIndex,
  anyNode,
  anyTerm,
  entryContent,
  sealedEntry,
} from '../../codec/any-message.ts';
import { bitFlips } from '../../codec/damage.ts';
import { state } from './written-log.ts';

const PLACE = { number: 5, segment: 2, syncedThrough: 4, previous: 0xfe_dc_ba_98 };

const anyState: fc.Arbitrary<LogRecord> = fc
  .record({
    group: anyGroup,
    term: anyTerm,
    vote: fc.oneof(fc.constant(NO_NODE), anyNode),
    commitIndex: anyIndex,
    first: fc.integer({ min: 1, max: 2 ** 40 }),
    payloads: fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 4 }),
  })
  .map(({ group: of, term: inTerm, vote, commitIndex, first, payloads }) => ({
    kind: 'state',
    group: of,
    hardState: { term: inTerm, vote, commitIndex },
    entries: payloads.map((payload, i) => sealedEntry(first + i, inTerm, 'command', payload)),
  }));

const anyRecord: fc.Arbitrary<LogRecord> = fc.oneof(
  { weight: 3, arbitrary: anyState },
  fc.record({
    kind: fc.constant('snapshot' as const),
    group: anyGroup,
    position: fc.record({ index: anyIndex, term: anyTerm }),
    reset: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('rotate' as const), next: fc.nat() }),
  fc.record({ kind: fc.constant('forget' as const), group: anyGroup }),
);

function encoded(records: readonly LogRecord[]): Uint8Array {
  // What lay there before must not show.
  const target = new Uint8Array(batchBytesMax(records)).fill(0xdb);
  const { bytes } = encodeBatch(PLACE, records, target, nodeChecksum);
  return target.slice(0, bytes);
}

function content(record: LogRecord) {
  return record.kind === 'state'
    ? { ...record, entries: record.entries.map(entryContent) }
    : { ...record };
}

test('a batch fills whole sectors and says what was written', (t) => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), (records) => {
      const bytes = encoded(records);
      t.is(bytes.length % SECTOR_BYTES, 0);
      t.true(bytes.length <= batchBytesMax(records));
      const batch = decodeBatch(bytes, 0, nodeChecksum);
      t.like(batch, { ...PLACE, bytes: bytes.length });
      t.deepEqual(batch?.records.map(content), records.map(content));
    }),
  );
});

test('a batch without any of its sectors is not taken for one', (t) => {
  const bytes = encoded([state(1, 3, 1, { payload: 700 })]);
  const sectors = bytes.length / SECTOR_BYTES;
  t.true(sectors >= 4);
  for (let sector = 0; sector < sectors; sector++) {
    const torn = bytes.slice();
    torn.fill(0, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    let batch: unknown = null;
    try {
      batch = decodeBatch(torn, 0, nodeChecksum);
    } catch (error) {
      t.true(error instanceof DecodeError);
    }
    t.is(batch, null, `sector ${sector}`);
  }
});

test('every flipped bit of what a batch says is noticed', (t) => {
  const records: LogRecord[] = [
    state(1, 1),
    {
      kind: 'snapshot',
      group: group(3),
      position: { index: index(1), term: term(1) },
      reset: true,
    },
  ];
  const bytes = encoded(records);
  const length = new DataView(bytes.buffer).getUint32(4, true);
  for (const { bytes: flipped, bit } of bitFlips(bytes.slice(0, length))) {
    const whole = bytes.slice();
    whole.set(flipped);
    let batch: unknown = null;
    try {
      batch = decodeBatch(whole, 0, nodeChecksum);
    } catch (error) {
      t.true(error instanceof DecodeError, `bit ${bit}: ${error}`);
    }
    t.is(batch, null, `bit ${bit}`);
  }
});

test('where there is no batch header there is no batch, and no error', (t) => {
  t.is(decodeBatch(new Uint8Array(SECTOR_BYTES), 0, nodeChecksum), null);
  t.is(decodeBatch(encoded([state(1, 1)]).subarray(0, 20), 0, nodeChecksum), null);
});

test('a vote for nobody and the largest node id are kept', (t) => {
  for (const vote of [NO_NODE, node(2 ** 48 - 1)]) {
    const hardState = { term: term(1), vote, commitIndex: index(0) };
    const record: LogRecord = { kind: 'state', group: group(1), hardState, entries: [] };
    const batch = decodeBatch(encoded([record]), 0, nodeChecksum);
    t.like(batch?.records[0], { hardState });
  }
});
