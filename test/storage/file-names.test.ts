import test from 'ava';
import fc from 'fast-check';
import { isTemporaryName, temporaryName } from '../../src/storage/disk-task.ts';
import {
  bootstrapFile,
  groupOfBootstrapFile,
  IDENTITY_FILE,
  segmentFile,
  segmentOfFile,
  snapshotFile,
  snapshotOfFile,
} from '../../src/storage/file-names.ts';
import { group, index, term } from '../branded.ts';
import { anyGroup, anyIndex, anyTerm } from '../codec/any-message.ts';

test('a name says what it was made from, and nothing else', (t) => {
  fc.assert(
    fc.property(anyGroup, anyIndex, anyTerm, (of, at, inTerm) => {
      const position = { index: at, term: inTerm };
      const names = [segmentFile(at), bootstrapFile(of), snapshotFile(of, position)];
      t.deepEqual(names.map(segmentOfFile), [Number(at), null, null]);
      t.deepEqual(names.map(groupOfBootstrapFile), [null, of, null]);
      t.deepEqual(names.map(snapshotOfFile), [null, null, { group: of, position }]);
    }),
  );
});

test('segments sort by name as they do by number', (t) => {
  fc.assert(
    fc.property(anyIndex, anyIndex, (a, b) => {
      t.is(segmentFile(a) < segmentFile(b), a < b);
    }),
  );
});

test('a temporary name is taken for nothing that counts, and names its purpose', (t) => {
  const position = { index: index(5), term: term(2) };
  const files = [IDENTITY_FILE, bootstrapFile(group(1)), snapshotFile(group(1), position)];
  for (const file of files) {
    t.false(isTemporaryName(file));
    const names = (['saving', 'receiving', 'replacing'] as const).map((purpose) =>
      temporaryName(file, purpose),
    );
    t.is(new Set(names).size, 3);
    for (const name of names) {
      t.true(isTemporaryName(name));
      t.deepEqual(
        [segmentOfFile(name), groupOfBootstrapFile(name), snapshotOfFile(name)],
        [null, null, null],
      );
    }
  }
});
