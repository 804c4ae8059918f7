import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import {
  fileModeOf,
  formatSyncMode,
  isDurable,
  parseSyncMode,
} from '../../src/storage/sync-mode.ts';

const NAMES = [
  'none',
  'interval:1',
  'interval:60000',
  'fdatasync',
  'fsync',
  'dsync',
  'sync',
  'each',
];

test('a sync mode is written as it is read', (t) => {
  for (const name of NAMES) {
    t.is(formatSyncMode(parseSyncMode(name)), name);
  }
});

test('what is no sync mode is refused with the ones there are', (t) => {
  const wrong = ['', 'fsnyc', 'FSYNC', 'interval', 'interval:', 'interval:0', 'interval:60001'];
  for (const name of [...wrong, 'interval:-1', 'interval:1.5', 'interval:9999999', ' none']) {
    const error = t.throws(() => parseSyncMode(name), { instanceOf: RaftLabError }, name);
    t.is(error?.code, 'INVALID_CONFIG');
  }
  t.throws(() => parseSyncMode('fsnyc'), { message: /none, interval:MS, fdatasync/ });
});

test('exactly none and interval give durability up', (t) => {
  const relaxed = NAMES.filter((name) => !isDurable(parseSyncMode(name)));
  t.deepEqual(relaxed, ['none', 'interval:1', 'interval:60000']);
});

test('exactly dsync and sync open files in modes of their own', (t) => {
  const modes = NAMES.map((name) => [name, fileModeOf(parseSyncMode(name))] as const);
  t.deepEqual(
    modes.filter(([, mode]) => mode !== 'plain'),
    [
      ['dsync', 'dataSync'],
      ['sync', 'fullSync'],
    ],
  );
});
