import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { DecodeError } from '../../src/base/errors.ts';

const field = fc.oneof(
  fc.record({ kind: fc.constant('u8' as const), value: fc.nat(0xff) }),
  fc.record({ kind: fc.constant('u16' as const), value: fc.nat(0xff_ff) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.nat(0xff_ff_ff_ff) }),
  fc.record({ kind: fc.constant('u64' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('long' as const), value: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('short' as const), value: fc.uint8Array({ maxLength: 300 }) }),
);

test('what is written is what is read', (t) => {
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new ByteWriter(1);
      for (const f of fields) {
        write(writer, f.kind, f.value);
      }
      const reader = new ByteReader(writer.copy());
      for (const f of fields) {
        t.deepEqual(reader[f.kind](), f.value);
      }
      reader.expectEnd();
    }),
  );
});

test('running over the end is a decode error that says where', (t) => {
  const reader = new ByteReader(new Uint8Array([1, 2, 3]));
  reader.u16();
  const error = t.throws(() => reader.u32(), { instanceOf: DecodeError });
  t.is(error?.offset, 2);
});

test('a number above 2^53 is a decode error, not a rounded number', (t) => {
  const reader = new ByteReader(new Uint8Array([0, 0, 0, 0, 0, 0, 0x20, 0]));
  t.throws(() => reader.u64(), { instanceOf: DecodeError });
});

function write(
  writer: ByteWriter,
  kind: 'u8' | 'u16' | 'u32' | 'u64' | 'long' | 'short',
  value: number | Uint8Array,
): void {
  if (typeof value === 'number') {
    writer[kind as 'u8'](value);
  } else {
    writer[kind as 'long'](value);
  }
}
