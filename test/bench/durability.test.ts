import test from 'ava';
import { guaranteeOf } from '../../bench/durability/guarantees.ts';
import { intervalMsOf, parseSyncMode } from '../../bench/durability/sync-mode.ts';

test('every sync mode of the contract is understood, and nothing else', (t) => {
  const modes = ['none', 'interval:5', 'fdatasync', 'fsync', 'dsync', 'sync', 'each'];
  t.deepEqual(modes.map(parseSyncMode), modes);
  const bad = ['', 'interval', 'interval:', 'interval:0', 'interval:60001', 'interval:1.5', 'SYNC'];
  t.deepEqual(
    bad.filter((text) => parseSyncMode(text) !== undefined),
    [],
  );
});

test('only the modes that wait for the disk promise to survive power loss', (t) => {
  for (const mode of ['fdatasync', 'fsync', 'dsync', 'sync', 'each']) {
    t.is(guaranteeOf(mode).powerLoss, 'kept');
    t.regex(guaranteeOf(mode).sentence, /^Survives power loss/);
  }
  t.is(guaranteeOf('none').powerLoss, 'lost');
  t.is(guaranteeOf('interval:20').powerLoss, 'recent lost');
});

test('an interval says how much of the end is at stake', (t) => {
  t.is(intervalMsOf('interval:20'), 20);
  t.regex(guaranteeOf('interval:20').sentence, /last 20 ms/);
});

test('a mode that nobody knows promises nothing', (t) => {
  t.is(guaranteeOf('turbo').processCrash, 'lost');
  t.is(guaranteeOf('constructor').powerLoss, 'lost');
});
