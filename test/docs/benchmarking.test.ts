import test from 'ava';
import { guaranteeOf, type Survival } from '../../bench/durability/guarantees.ts';
import { benchProgram } from '../../bench/options/program.ts';
import {
  ceilingRow,
  clusterRow,
  codecRow,
  fsyncRow,
  idleRow,
  peersRow,
  SUITE_NAMES,
  type SuiteName,
  simpleRow,
  snapshotRow,
} from '../../bench/result/rows.ts';
import { SYNC_MODE_NAMES } from '../../src/storage/sync-mode.ts';
import { readDocument, tablesWith } from './markdown.ts';

const document = readDocument('docs/benchmarking.md');

const ROWS = {
  fsync: fsyncRow,
  codec: codecRow,
  snapshot: snapshotRow,
  simple: simpleRow,
  ceiling: ceilingRow,
  cluster: clusterRow,
  idle: idleRow,
  peers: peersRow,
} satisfies Record<SuiteName, unknown>;

/** How the document begins to say what becomes of acknowledged writes. */
const SURVIVAL_WORDS: Readonly<Record<Survival, string>> = {
  kept: 'kept',
  'recent lost': 'the last MS milliseconds lost',
  lost: 'lost',
};

test('the document has a table for each suite, with every field of its rows', (t) => {
  const tables = tablesWith(document, 'field', 'meaning');
  t.deepEqual(
    tables.map(({ section }) => section),
    [...SUITE_NAMES],
  );
  for (const { section, rows } of tables) {
    const fields = Object.keys(ROWS[section as SuiteName].unwrap().shape);
    t.deepEqual(
      rows.map(([field]) => field),
      fields.filter((field) => field !== 'rawSamples'),
      section,
    );
  }
});

test('the table of options has every option of the command', (t) => {
  const rows = tablesWith(document, 'option')[0]?.rows ?? [];
  const options = benchProgram(SUITE_NAMES).options.map((option) => option.flags);
  t.deepEqual(rows.map(([option]) => option).sort(), options.sort());
});

for (const path of ['docs/benchmarking.md', 'docs/architecture.md']) {
  test(`${path} gives each sync mode the guarantee that reports give it`, (t) => {
    const [table] = tablesWith(readDocument(path), 'mode');
    const rows = table?.rows ?? [];
    t.deepEqual(
      rows.map(([mode]) => mode?.split(' ')[0]),
      SYNC_MODE_NAMES,
    );
    for (const [mode, , killed, powerLost] of rows) {
      const { processCrash, powerLoss } = guaranteeOf(mode?.split(' ')[0] as string);
      t.true(killed?.startsWith(SURVIVAL_WORDS[processCrash]), mode);
      t.true(powerLost?.startsWith(SURVIVAL_WORDS[powerLoss]), mode);
    }
  });
}
