import test from 'ava';
import fc from 'fast-check';
import { DecodeError } from '../../src/base/errors.ts';
import type { SessionId } from '../../src/base/ids.ts';
import { KEY_BYTES_MAX } from '../../src/base/limits.ts';
import {
  type CommandDraft,
  commandBytes,
  decodeCommand,
  encodeCommand,
  locateKey,
} from '../../src/codec/command.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { truncations } from './damage.ts';

const anyNumber = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyBytes = fc.uint8Array({ maxLength: 50 });
const anyDraft: fc.Arbitrary<CommandDraft> = fc.record({
  kind: fc.constantFrom('put', 'delete', 'compareAndSwap', 'registerSession', 'endSession'),
  session: anyNumber.map((id) => id as SessionId),
  sequence: anyNumber,
  answeredThrough: anyNumber,
  key: anyBytes,
  value: anyBytes,
  expected: fc.option(anyBytes),
});

function encoded(draft: CommandDraft): Uint8Array {
  const bytes = new Uint8Array(commandBytes(draft));
  encodeCommand(draft, bytes, 0);
  return bytes;
}

test('a command has the size that was told, and is the same after decoding', (t) => {
  fc.assert(
    fc.property(anyDraft, fc.nat(9), (draft, at) => {
      const bytes = new Uint8Array(at + commandBytes(draft));
      t.is(encodeCommand(draft, bytes, at), bytes.length);
      const command = decodeCommand(bytes, at, bytes.length, nodeUtf8);
      const { kind, session, sequence, answeredThrough } = draft;
      const keyed = kind === 'put' || kind === 'delete' || kind === 'compareAndSwap';
      const valued = kind === 'put' || kind === 'compareAndSwap';
      t.deepEqual(
        {
          ...command,
          value: [...command.value],
          expected: command.expected && [...command.expected],
        },
        {
          kind,
          session,
          sequence,
          answeredThrough,
          key: keyed ? String.fromCharCode(...draft.key) : '',
          value: valued ? [...draft.value] : [],
          expected: kind === 'compareAndSwap' ? draft.expected && [...draft.expected] : null,
        },
      );
    }),
  );
});

test('the key of a command is found without the rest', (t) => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const bytes = encoded(draft);
      const place = locateKey(bytes, 0, bytes.length);
      const isKeyed = draft.kind !== 'registerSession' && draft.kind !== 'endSession';
      t.deepEqual(place && bytes.slice(place.start, place.end), isKeyed ? draft.key : null);
    }),
  );
});

test('a command that is cut off anywhere before its value is refused', (t) => {
  const draft: CommandDraft = {
    kind: 'compareAndSwap',
    session: 1 as SessionId,
    sequence: 2,
    answeredThrough: 0,
    key: Uint8Array.of(1, 2, 3),
    value: new Uint8Array(0),
    expected: Uint8Array.of(4, 5),
  };
  for (const cut of truncations(encoded(draft))) {
    t.throws(() => decodeCommand(cut, 0, cut.length, nodeUtf8), { instanceOf: DecodeError });
  }
});

test('a key above the limit is refused, the longest is not', (t) => {
  const put = (keyBytes: number) =>
    encoded({
      kind: 'put',
      session: 0 as SessionId,
      sequence: 0,
      answeredThrough: 0,
      key: new Uint8Array(keyBytes),
      value: new Uint8Array(0),
      expected: null,
    });
  const longest = put(KEY_BYTES_MAX);
  t.is(decodeCommand(longest, 0, longest.length, nodeUtf8).key.length, KEY_BYTES_MAX);
  const longer = put(KEY_BYTES_MAX + 1);
  for (const decode of [locateKey, decodeCommand]) {
    t.throws(() => decode(longer, 0, longer.length, nodeUtf8), { instanceOf: DecodeError });
  }
});

test('a command of another version, or of a kind that is not known, is refused', (t) => {
  const bytes = encoded({
    kind: 'registerSession',
    session: 0 as SessionId,
    sequence: 0,
    answeredThrough: 0,
    key: new Uint8Array(0),
    value: new Uint8Array(0),
    expected: null,
  });
  for (const at of [0, 1]) {
    const other = bytes.slice();
    other[at] = 99;
    t.throws(() => decodeCommand(other, 0, other.length, nodeUtf8), { instanceOf: DecodeError });
  }
});
