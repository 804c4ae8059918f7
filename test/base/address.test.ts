import test from 'ava';
import fc from 'fast-check';
import { addressOfNodeId, nodeIdOfAddress } from '../../src/base/address.ts';
import { RaftLabError } from '../../src/base/errors.ts';

/** seeds.md section 3 */
const TABLE: readonly (readonly [string, number])[] = [
  ['127.0.0.1:13890', 139_637_976_806_978],
  ['1.2.3.4:13890', 1_108_152_170_050],
  ['192.168.1.1:13890', 211_827_803_895_362],
  ['10.181.20.34:12100', 11_772_843_142_980],
  ['10.181.20.34:12400', 11_772_843_143_280],
  ['10.181.22.31:21000', 11_772_876_509_704],
  ['255.255.255.255:65535', 281_474_976_710_655],
];

for (const [address, id] of TABLE) {
  test(`${address} has node id ${id} and back (ID-01)`, (t) => {
    t.is(Number(nodeIdOfAddress(address)), id);
    t.is(addressOfNodeId(nodeIdOfAddress(address)), address);
  });
}

test('text that is no IPv4 address with a port is refused by name (ID-02)', (t) => {
  for (const bad of [
    '',
    'a',
    '1.2.3.4',
    '1.2.3.4:',
    '1.2.3.4:0',
    '1.2.3.4:65536',
    '1.2.3.256:1',
    '::1:1',
    '1.2.3.4:1x',
  ]) {
    const error = t.throws(() => nodeIdOfAddress(bad), { instanceOf: RaftLabError });
    t.is(error?.code, 'INVALID_ADDRESS');
    t.true(error?.message.includes(`"${bad}"`));
  }
});

test('any text either names a node or is refused with a typed error (ID-02)', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        return nodeIdOfAddress(text) > 0;
      } catch (error) {
        return error instanceof RaftLabError;
      }
    }),
  );
  t.pass();
});
