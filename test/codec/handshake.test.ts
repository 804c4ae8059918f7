import test from 'ava';
import fc from 'fast-check';
import { DecodeError } from '../../src/base/errors.ts';
import { NO_NODE } from '../../src/base/ids.ts';
import {
  decodeHandshake,
  encodeHandshake,
  HANDSHAKE_BYTES,
  type Handshake,
} from '../../src/codec/handshake.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { anyDeployment, anyNode } from './any-message.ts';
import { bitFlips } from './damage.ts';

const anyVersions = fc
  .record({ version: fc.integer({ min: 0, max: 65_535 }), more: fc.integer({ min: 0, max: 255 }) })
  .map(({ version, more }) => ({ version, newest: version + more }));

const anyIntroduction = fc.record({
  caller: fc.constantFrom('peer' as const, 'client' as const),
  from: fc.oneof(fc.constant(NO_NODE), anyNode),
  to: fc.oneof(fc.constant(NO_NODE), anyNode),
  deployment: anyDeployment,
});
const anyHandshake: fc.Arbitrary<Handshake> = fc
  .tuple(anyVersions, anyIntroduction)
  .map(([versions, introduction]) => ({ ...versions, ...introduction }));

test('a handshake has its size and is the same after decoding', (t) => {
  fc.assert(
    fc.property(anyHandshake, (handshake) => {
      const bytes = encodeHandshake(handshake, nodeChecksum);
      t.is(bytes.length, HANDSHAKE_BYTES);
      t.deepEqual(decodeHandshake(bytes, nodeChecksum), handshake);
    }),
  );
});

test('every flipped bit of a handshake is noticed', (t) => {
  const handshake = { version: 1, newest: 2, caller: 'peer', from: NO_NODE, to: NO_NODE } as const;
  const sealed = encodeHandshake({ ...handshake, deployment: 7 }, nodeChecksum);
  for (const { bytes, bit } of bitFlips(sealed)) {
    t.throws(() => decodeHandshake(bytes, nodeChecksum), { instanceOf: DecodeError }, `bit ${bit}`);
  }
});

test('the first bytes of other protocols are no handshake', (t) => {
  for (const text of [
    'GET / HTTP/1.1\r\nHost: example\r\n\r\n',
    'SSH-2.0-OpenSSH_9.6 is no peer!',
  ]) {
    const bytes = Uint8Array.from(Buffer.from(text.padEnd(HANDSHAKE_BYTES)));
    t.throws(() => decodeHandshake(bytes, nodeChecksum), {
      instanceOf: DecodeError,
      message: /does not begin with a raftlab handshake/,
    });
  }
});
