import test from 'ava';
import { toHex } from '../codec/hex.ts';
import { GOLDEN_DIRECTORIES, GOLDEN_TEXTS, startedOn } from './golden-directory.ts';
import {
  differences,
  goldenDirectory,
  goldenFiles,
  goldenVersions,
  plain,
} from './golden-files.ts';
import { GOLDEN_SUBJECTS } from './subjects.ts';

const versions = goldenVersions();
const files = versions.flatMap(goldenFiles);

test('there are golden files of the first version', (t) => {
  t.true(goldenFiles('v1').length > 20);
});

for (const { version, name, bytes, value } of files) {
  test(`${name} of ${version} is read as it was meant`, (t) => {
    const subject = GOLDEN_SUBJECTS[name];
    if (subject === undefined) {
      t.fail(`the example ${name} is gone: whatever was written once must stay readable`);
      return;
    }
    t.deepEqual(differences(value, plain(subject.decode(bytes))), []);
  });

  test(`${name} is still written as in ${version}: content gets the lowest version that can hold it`, (t) => {
    t.is(toHex(GOLDEN_SUBJECTS[name]?.encode() ?? new Uint8Array(0)), toHex(bytes));
  });
}

test('every example has a golden file; `npm run golden` writes those that have none', (t) => {
  const golden = new Set(files.map(({ name }) => name));
  t.deepEqual(
    Object.keys(GOLDEN_SUBJECTS).filter((name) => !golden.has(name)),
    [],
  );
});

for (const version of versions) {
  for (const name of Object.keys(GOLDEN_DIRECTORIES)) {
    const directory = goldenDirectory(version, name);
    if (directory === null) {
      continue;
    }
    test(`a node starts on ${name} of ${version}, has its data, and goes on`, (t) => {
      const bench = startedOn(directory);
      t.deepEqual(bench.noticed('nodeFailed'), []);
      t.deepEqual(bench.noticed('replicaQuarantined'), []);
      for (const [key, text] of Object.entries(GOLDEN_TEXTS)) {
        t.is(bench.textOf(key), text, key);
      }
      bench.put('later', 'written now');
      bench.settle();
      const again = startedOn(bench.disk.files);
      t.is(again.textOf('later'), 'written now');
      t.is(again.textOf('snapshotted'), GOLDEN_TEXTS.snapshotted);
    });
  }
}

test('a golden directory holds segments, a snapshot, an identity and bootstrap records', (t) => {
  for (const name of Object.keys(GOLDEN_DIRECTORIES)) {
    const names = [...(goldenDirectory('v1', name)?.keys() ?? [])].join('\n');
    for (const kind of [/^log-/m, /\.snapshot$/m, /^identity$/m, /\.bootstrap$/m]) {
      t.regex(names, kind);
    }
  }
});
