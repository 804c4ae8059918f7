import test from 'ava';
import { FOREIGN_KINDS } from '../foreign/kinds.ts';
import { EXCLUSIONS } from '../interaction/exclusions.ts';
import { readDocument, tablesWith } from './markdown.ts';

const document = readDocument('docs/conformance.md');

test('every reason to exclude a transcript is in the table, and no other', (t) => {
  const rows = tablesWith(document, 'reason', 'why')[0]?.rows ?? [];
  t.deepEqual(rows.map(([reason]) => reason).sort(), Object.values(EXCLUSIONS).sort());
});

test('every kind of foreign data has its row', (t) => {
  const rows = tablesWith(document, 'kind', 'what is compared')[0]?.rows ?? [];
  t.deepEqual(rows.map(([kind]) => kind).sort(), [...FOREIGN_KINDS].sort());
});
