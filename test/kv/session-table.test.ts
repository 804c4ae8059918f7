import test from 'ava';
import type { SessionId } from '../../src/base/ids.ts';
import { EVICTED_SESSIONS_MAX, SESSION_RESULTS_MAX, SESSIONS_MAX } from '../../src/base/limits.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { result } from '../../src/kv/result.ts';
import { SessionTable } from '../../src/kv/session-table.ts';
import { StateDigest } from '../../src/kv/state-digest.ts';

const session = (id: number) => id as SessionId;

test('a repeated sequence gets the first result', (t) => {
  const table = new SessionTable(null);
  table.register(session(5));
  t.deepEqual(table.lookUp(session(5), 1, 0, 6), { kind: 'new' });
  table.remember(session(5), 1, result('ok', 6, 0));
  t.deepEqual(table.lookUp(session(5), 1, 0, 7), {
    kind: 'repeated',
    result: result('ok', 6, 0),
  });
});

test('sequences may come in any order, each once', (t) => {
  const table = new SessionTable(null);
  table.register(session(1));
  for (const sequence of [3, 1, 2]) {
    t.is(table.lookUp(session(1), sequence, 0, 10).kind, 'new');
    table.remember(session(1), sequence, result('ok', sequence, 0));
  }
  for (const sequence of [1, 2, 3]) {
    t.is(table.lookUp(session(1), sequence, 0, 20).kind, 'repeated');
  }
});

test('an acknowledged result is forgotten, and its command is refused rather than repeated', (t) => {
  const table = new SessionTable(null);
  table.register(session(1));
  table.remember(session(1), 1, result('ok', 2, 0));
  table.remember(session(1), 2, result('ok', 3, 0));
  t.is(table.lookUp(session(1), 3, 1, 4).kind, 'new');
  t.is(table.lookUp(session(1), 1, 0, 5).kind, 'alreadyAnswered');
  t.is(table.lookUp(session(1), 2, 1, 6).kind, 'repeated');
  // What was acknowledged once stays so, though an older request says less.
  t.is(table.lookUp(session(1), 1, 0, 7).kind, 'alreadyAnswered');
});

test('a session that was never registered, or was ended, is unknown', (t) => {
  const table = new SessionTable(null);
  t.is(table.lookUp(session(9), 1, 0, 10).kind, 'sessionUnknown');
  table.register(session(9));
  t.true(table.end(session(9)));
  t.false(table.end(session(9)));
  t.is(table.lookUp(session(9), 1, 0, 11).kind, 'sessionUnknown');
});

test('the session used least recently makes room for a new one', (t) => {
  const table = new SessionTable(null);
  for (let id = 1; id <= SESSIONS_MAX; id++) {
    table.register(session(id));
  }
  table.lookUp(session(1), 1, 0, SESSIONS_MAX + 1);
  table.register(session(SESSIONS_MAX + 2));
  t.is(table.size, SESSIONS_MAX);
  t.is(table.lookUp(session(2), 1, 0, SESSIONS_MAX + 3).kind, 'sessionEvicted');
  t.is(table.lookUp(session(1), 1, 0, SESSIONS_MAX + 4).kind, 'new');
});

test('a client that never acknowledges loses its session, not everybody’s memory', (t) => {
  const table = new SessionTable(null);
  table.register(session(1));
  for (let sequence = 1; sequence <= SESSION_RESULTS_MAX; sequence++) {
    table.remember(session(1), sequence, result('ok', sequence, 0));
  }
  t.is(table.size, 1);
  table.remember(session(1), SESSION_RESULTS_MAX + 1, result('ok', 1, 0));
  t.is(table.size, 0);
  t.is(table.lookUp(session(1), 1, 0, 9999).kind, 'sessionEvicted');
});

// Fails when EvictedSessions (src/kv/evicted-sessions.ts) forgets the first that it holds.
test('of evicted sessions the latest are remembered, alike after a snapshot in another order', (t) => {
  const table = new SessionTable(null);
  const last = SESSIONS_MAX + EVICTED_SESSIONS_MAX;
  for (let id = 1; id <= last; id++) {
    table.register(session(id));
  }
  const restored = new SessionTable(null);
  for (const each of [...table.sessions()].reverse()) {
    restored.restore(each);
  }
  for (const each of [table, restored]) {
    each.register(session(last + 1));
    t.is(each.size, SESSIONS_MAX);
    t.is(each.lookUp(session(1), 1, 0, last + 2).kind, 'sessionUnknown');
    t.is(each.lookUp(session(2), 1, 0, last + 3).kind, 'sessionEvicted');
    t.is(each.lookUp(session(EVICTED_SESSIONS_MAX + 1), 1, 0, last + 4).kind, 'sessionEvicted');
  }
});

test('who gives an evicted session back is told so, and then it is unknown', (t) => {
  const table = new SessionTable(null);
  for (let id = 1; id <= SESSIONS_MAX + 1; id++) {
    table.register(session(id));
  }
  t.false(table.end(session(1)));
  t.true(table.forgetEvicted(session(1)));
  t.false(table.forgetEvicted(session(1)));
  t.is(table.lookUp(session(1), 1, 0, 9999).kind, 'sessionUnknown');
});

test('a digest followed through every change is that of the sessions as they are', (t) => {
  const digest = new StateDigest(nodeChecksum);
  const table = new SessionTable(digest);
  const seen = new Set<number>();
  const changes: (() => unknown)[] = [
    () => table.register(session(1)),
    () => table.lookUp(session(1), 2, 0, 7),
    () => table.remember(session(1), 2, result('ok', 7, 0)),
    () => table.lookUp(session(1), 3, 2, 8),
    () => table.register(session(9)),
    () => table.end(session(9)),
    // Full, and then one more than is remembered of those that made room.
    () => registerThrough(table, 10, SESSIONS_MAX + 8),
    () => table.register(session(SESSIONS_MAX + 9)),
    () => registerThrough(table, SESSIONS_MAX + 10, SESSIONS_MAX + EVICTED_SESSIONS_MAX + 9),
    () => table.forgetEvicted(session(12)),
  ];
  for (const [i, change] of changes.entries()) {
    change();
    const afresh = new StateDigest(nodeChecksum);
    const restored = new SessionTable(afresh);
    for (const each of table.sessions()) {
      restored.restore({ ...each, results: new Map(each.results) });
    }
    t.is(digest.value, afresh.value, `change ${i}`);
    seen.add(digest.value);
  }
  // An ended session is as if it had never been.
  t.is(seen.size, changes.length - 1);
});

function registerThrough(table: SessionTable, first: number, last: number): void {
  for (let id = first; id <= last; id++) {
    table.register(session(id));
  }
}

test('a table restored from its sessions answers as the old one', (t) => {
  const table = new SessionTable(null);
  table.register(session(3));
  table.remember(session(3), 1, result('mismatch', 2, 2));
  table.lookUp(session(3), 4, 0, 9);
  const restored = new SessionTable(null);
  for (const each of table.sessions()) {
    restored.restore({ ...each, results: new Map(each.results) });
  }
  t.deepEqual([...restored.sessions()], [...table.sessions()]);
  t.deepEqual(restored.lookUp(session(3), 1, 0, 10), {
    kind: 'repeated',
    result: result('mismatch', 2, 2),
  });
});
