import test from 'ava';
import fc from 'fast-check';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { decodeBootstrap, encodeBootstrap } from '../../src/storage/bootstrap.ts';
import { decodeIdentity, encodeIdentity } from '../../src/storage/identity.ts';
import { anyNode } from '../codec/any-message.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyU32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('any bootstrap record is the same after it was written and read', (t) => {
  const anyRecord = fc.record({
    join: fc.boolean(),
    removed: fc.boolean(),
    newcomer: fc.boolean(),
    machineType: anyText,
    members: fc.array(fc.record({ node: anyNode, address: anyText }), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(anyRecord, (record) => {
      const bytes = encodeBootstrap(record, nodeChecksum, nodeUtf8);
      t.deepEqual(decodeBootstrap(bytes, nodeChecksum, nodeUtf8), record);
    }),
  );
});

test('any identity is the same after it was written and read', (t) => {
  fc.assert(
    fc.property(fc.record({ node: anyNode, deployment: anyU32 }), (identity) => {
      const bytes = encodeIdentity(identity, nodeChecksum);
      t.deepEqual(decodeIdentity(bytes, nodeChecksum), identity);
    }),
  );
});
