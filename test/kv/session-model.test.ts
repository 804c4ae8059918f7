import test from 'ava';
import fc from 'fast-check';
import type { SessionId } from '../../src/base/ids.ts';
import { EVICTED_SESSIONS_MAX, SESSION_RESULTS_MAX, SESSIONS_MAX } from '../../src/base/limits.ts';
import { result } from '../../src/kv/result.ts';
import { SessionTable } from '../../src/kv/session-table.ts';

/** One session of the slow table, which keeps everything and decides by looking through it all. */
interface SlowSession {
  readonly id: number;
  usedIndex: number;
  answeredThrough: number;
  applied: { sequence: number; revision: number }[];
}

/** The rules of raft.md 2.6, one after the other, without any thought of speed. */
class SlowTable {
  sessions: SlowSession[] = [];
  readonly evicted: number[] = [];

  register(id: number): void {
    if (this.sessions.length >= SESSIONS_MAX) {
      const oldest = this.sessions.reduce((a, b) => (b.usedIndex < a.usedIndex ? b : a));
      this.#evict(oldest.id);
    }
    this.sessions.push({ id, usedIndex: id, answeredThrough: 0, applied: [] });
  }

  #evict(id: number): void {
    this.end(id);
    this.evicted.push(id);
  }

  end(id: number): boolean {
    const before = this.sessions.length;
    this.sessions = this.sessions.filter((session) => session.id !== id);
    return this.sessions.length < before;
  }

  /** What a command is told; null when it is applied now. */
  ask(id: number, sequence: number, answeredThrough: number, index: number) {
    const session = this.sessions.find((each) => each.id === id);
    if (session === undefined) {
      return this.evicted.slice(-EVICTED_SESSIONS_MAX).includes(id)
        ? 'sessionEvicted'
        : 'sessionUnknown';
    }
    session.usedIndex = index;
    session.answeredThrough = Math.max(session.answeredThrough, answeredThrough);
    const known = session.applied.find((each) => each.sequence === sequence);
    if (sequence <= session.answeredThrough) {
      return 'alreadyAnswered';
    }
    if (known !== undefined) {
      return known.revision;
    }
    session.applied.push({ sequence, revision: index });
    const kept = session.applied.filter((each) => each.sequence > session.answeredThrough);
    if (kept.length > SESSION_RESULTS_MAX) {
      this.#evict(id);
    }
    return null;
  }
}

/** The same question to the table of production. */
function askTable(
  table: SessionTable,
  id: number,
  sequence: number,
  answeredThrough: number,
  index: number,
) {
  const session = id as SessionId;
  const known = table.lookUp(session, sequence, answeredThrough, index);
  switch (known.kind) {
    case 'new':
      table.remember(session, sequence, result('ok', index, 0));
      return null;
    case 'repeated':
      return known.result.revision;
    default:
      return known.kind;
  }
}

/** Small numbers, so that sessions and sequences meet again. */
const anyStep = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('register' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(8) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      which: fc.nat(8),
      sequence: fc.integer({ min: 1, max: 6 }),
      answered: fc.nat(6),
    }),
  },
);

// Fails when lookUp forgets nothing that was acknowledged, or does not count it as answered; when
// end leaves the results; and when remember keeps the second result (src/kv/session-table.ts).
test('sessions answer as a slow table does that goes by the rules one after the other', (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
      const slow = new SlowTable();
      const table = new SessionTable(null);
      const ids: number[] = [];
      for (const [i, step] of steps.entries()) {
        const index = i + 1;
        const id = step.kind === 'register' ? index : (ids[step.which % (ids.length || 1)] ?? 99);
        switch (step.kind) {
          case 'register':
            ids.push(id);
            slow.register(id);
            table.register(id as SessionId);
            break;
          case 'end':
            t.is(table.end(id as SessionId), slow.end(id));
            break;
          case 'write':
            t.is(
              askTable(table, id, step.sequence, step.answered, index),
              slow.ask(id, step.sequence, step.answered, index),
            );
            break;
        }
        t.is(table.size, slow.sessions.length);
      }
    }),
    { numRuns: 500 },
  );
});

// Fails when evictLeastRecentlyUsed (src/kv/session-table.ts) looks at ids instead of use.
test('of too many sessions the one used least recently makes room, as in the slow table', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(SESSIONS_MAX - 1), { maxLength: 40 }), (used) => {
      const slow = new SlowTable();
      const table = new SessionTable(null);
      for (let id = 1; id <= SESSIONS_MAX; id++) {
        slow.register(id);
        table.register(id as SessionId);
      }
      let index = SESSIONS_MAX;
      for (const each of [...used, 0, 1, 2]) {
        index++;
        t.is(askTable(table, each + 1, index, 0, index), slow.ask(each + 1, index, 0, index));
      }
      for (let i = 0; i < 20; i++) {
        index++;
        slow.register(index);
        table.register(index as SessionId);
      }
      t.deepEqual(
        [...table.sessions()].map(({ id }) => id as number),
        [...slow.sessions.map(({ id }) => id), ...slow.evicted],
      );
      t.deepEqual(
        slow.evicted.map((id) => askTable(table, id, 1, 0, index)),
        slow.evicted.map((id) => slow.ask(id, 1, 0, index)),
      );
    }),
    { numRuns: 10 },
  );
});
