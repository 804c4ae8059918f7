import test from 'ava';
import { ConfigurationChanges } from '../../../sim/oracles/configuration-changes.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { RaftLog } from '../../../src/raft/log.ts';
import { index } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';
import { expectAlarm } from './synthetic-host.ts';

type Kind = 'empty' | 'command' | 'configuration';

/** A leader of term 3 with this log, of which so much is committed and applied. */
function leaderWith(
  entries: readonly (readonly [term: number, kind: Kind])[],
  marks: { readonly committed: number; readonly applied: number },
): SimHost {
  const log = RaftLog.recovered({
    compacted: { index: index(0), term: 0 as never },
    entries: entries.map(([term, kind], i) => sealedEntry(i + 1, term, kind, Uint8Array.of(i))),
    commitIndex: index(marks.committed),
    snapshotIndex: index(0),
  });
  log.appliedTo(index(marks.applied));
  const replica = { group: 1, isRunning: true, raft: { state: { isLeader: true, term: 3, log } } };
  return { id: 1, touched: new Set([replica]) } as unknown as SimHost;
}

test('a change before the first commit of the term is reported', (t) => {
  const host = leaderWith(
    [
      [2, 'command'],
      [3, 'empty'],
      [3, 'configuration'],
    ],
    { committed: 1, applied: 1 },
  );
  expectAlarm(t, 'configuration-changes', () => new ConfigurationChanges().afterTurn(host));
});

test('a change behind one that is not applied is reported', (t) => {
  const host = leaderWith(
    [
      [3, 'empty'],
      [3, 'configuration'],
      [3, 'configuration'],
    ],
    { committed: 2, applied: 1 },
  );
  expectAlarm(t, 'configuration-changes', () => new ConfigurationChanges().afterTurn(host));
});

test('a confirmation behind a change that is not applied is reported', (t) => {
  const host = leaderWith(
    [
      [3, 'empty'],
      [3, 'configuration'],
      [3, 'empty'],
    ],
    { committed: 2, applied: 1 },
  );
  expectAlarm(t, 'configuration-changes', () => new ConfigurationChanges().afterTurn(host));
});

test('a confirmation of what is applied is in order, with a change behind it', (t) => {
  const host = leaderWith(
    [
      [3, 'empty'],
      [3, 'configuration'],
      [3, 'empty'],
      [3, 'configuration'],
    ],
    { committed: 2, applied: 2 },
  );
  t.notThrows(() => new ConfigurationChanges().afterTurn(host));
});

test('a change after a commit of the term, behind one that is applied, is in order', (t) => {
  const host = leaderWith(
    [
      [3, 'empty'],
      [3, 'configuration'],
      [3, 'configuration'],
    ],
    { committed: 2, applied: 2 },
  );
  t.notThrows(() => new ConfigurationChanges().afterTurn(host));
});

test('a change that an earlier leader left in the log is not this leader’s', (t) => {
  const host = leaderWith(
    [
      [2, 'configuration'],
      [3, 'empty'],
    ],
    { committed: 0, applied: 0 },
  );
  t.notThrows(() => new ConfigurationChanges().afterTurn(host));
});
