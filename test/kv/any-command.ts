import fc from 'fast-check';
import type { SessionId } from '../../src/base/ids.ts';
import { type Command, EMPTY_VALUE } from '../../src/kv/command.ts';
import { ascii } from './bytes.ts';

const KEYS = ['a', 'b', 'c'];
const VALUES = ['', 'x', 'y'].map(ascii);

/** A command without a session. */
export function command(change: Partial<Command> & Pick<Command, 'kind'>): Command {
  return {
    session: 0 as SessionId,
    sequence: 0,
    answeredThrough: 0,
    key: 'a',
    value: EMPTY_VALUE,
    expected: null,
    ...change,
  };
}

const anyIdentity = fc.oneof(
  fc.constant({ session: 0 as SessionId, sequence: 0, answeredThrough: 0 }),
  fc.record({
    session: fc.integer({ min: 1, max: 3 }).map((id) => id as SessionId),
    sequence: fc.integer({ min: 1, max: 5 }),
    answeredThrough: fc.integer({ min: 0, max: 2 }),
  }),
);

/** Commands over few keys, values and sessions, so that they meet; sessions 1 to 3 are open. */
export const anyCommand: fc.Arbitrary<Command> = fc
  .record({
    kind: fc.constantFrom('put', 'delete', 'compareAndSwap', 'compareAndSwap'),
    identity: anyIdentity,
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom(...VALUES),
    expected: fc.constantFrom(null, ...VALUES),
  })
  .map(({ kind, identity, key, value, expected }) => ({
    kind,
    ...identity,
    key,
    value,
    expected: kind === 'compareAndSwap' ? expected : null,
  }));
