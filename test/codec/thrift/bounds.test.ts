import test from 'ava';
import { DecodeError } from '../../../src/base/errors.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import { THRIFT_DEPTH_MAX } from '../../../src/base/limits.ts';
import { ThriftType } from '../../../src/codec/thrift/thrift-type.ts';
import type { ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import { encodeWith, PROTOCOLS, readerOf } from './protocols.ts';
import { readValue } from './read-value.ts';
import type { ThriftSchema } from './thrift-schema.ts';
import type { ThriftValue } from './thrift-value.ts';
import { writeValue } from './write-value.ts';

const NO_FIELDS: ThriftSchema = { struct: [] };
const MANY = 100_000;
const COUNT_MAX = 2 ** 31 - 1;

for (const protocol of PROTOCOLS) {
  test(`unknown structs nest ${THRIFT_DEPTH_MAX} deep and no deeper in ${protocol}`, (t) => {
    const deepest = encodeWith(protocol, (writer) => nestStructs(writer, THRIFT_DEPTH_MAX));
    const reader = readerOf(protocol, deepest);
    readValue(reader, NO_FIELDS);
    t.is(reader.at, deepest.length);
    for (const depth of [THRIFT_DEPTH_MAX + 1, MANY]) {
      const bytes = encodeWith(protocol, (writer) => nestStructs(writer, depth));
      t.throws(() => readValue(readerOf(protocol, bytes), NO_FIELDS), { instanceOf: DecodeError });
    }
  });

  test(`unknown lists that nest without end are refused in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => {
      writer.structBegin();
      writer.field(ThriftType.list, 1);
      for (let i = 0; i < MANY; i++) {
        writer.listBegin(ThriftType.list, 1);
      }
    });
    t.throws(() => readValue(readerOf(protocol, bytes), NO_FIELDS), { instanceOf: DecodeError });
  });

  test(`known lists nest to the same depth when written and when read in ${protocol}`, (t) => {
    const deepest = nestedList(THRIFT_DEPTH_MAX);
    const bytes = encodeWith(protocol, (writer) =>
      writeValue(writer, deepest.schema, deepest.value),
    );
    t.deepEqual(readValue(readerOf(protocol, bytes), deepest.schema), deepest.value);
    const deeper = nestedList(THRIFT_DEPTH_MAX + 1);
    encodeWith(protocol, (writer) => {
      t.throws(() => writeValue(writer, deeper.schema, deeper.value), {
        instanceOf: InvariantError,
      });
    });
    const reader = readerOf(protocol, bytes);
    t.throws(() => readValue(reader, deeper.schema), { instanceOf: DecodeError });
  });

  test(`a count above what the bytes can hold is refused when it is read in ${protocol}`, (t) => {
    const list = encodeWith(protocol, (writer) => {
      writer.listBegin(ThriftType.i32, COUNT_MAX);
      writer.binary(new Uint8Array(1000));
    });
    t.throws(() => readerOf(protocol, list).listBegin(), { instanceOf: DecodeError });
    const map = encodeWith(protocol, (writer) => {
      writer.mapBegin({ key: ThriftType.string, value: ThriftType.string }, 501);
      writer.binary(new Uint8Array(protocol === 'binary' ? 3996 : 999));
    });
    t.throws(() => readerOf(protocol, map).mapBegin(), { instanceOf: DecodeError });
  });

  test(`a count that the bytes can just hold is believed in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => {
      writer.listBegin(ThriftType.double, 3);
      for (let i = 0; i < 3; i++) {
        writer.double(i);
      }
    });
    t.is(readerOf(protocol, bytes).listBegin(), 3);
    t.throws(() => readerOf(protocol, bytes.subarray(0, -1)).listBegin(), {
      instanceOf: DecodeError,
    });
  });

  test(`elements of another type than the schema's are refused in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => writeValue(writer, { list: 'i32' }, [1]));
    t.throws(() => readValue(readerOf(protocol, bytes), { list: 'string' }), {
      instanceOf: DecodeError,
    });
  });

  test(`a known field of another type is stepped over in ${protocol}`, (t) => {
    const written: ThriftSchema = { struct: [{ id: 1, name: 'a', type: { list: 'bool' } }] };
    const read: ThriftSchema = { struct: [{ id: 1, name: 'a', type: 'bool' }] };
    const bytes = encodeWith(protocol, (writer) =>
      writeValue(writer, written, new Map([[1, [true, false]]])),
    );
    t.deepEqual(readValue(readerOf(protocol, bytes), read), new Map());
  });

  test(`an unknown uuid is stepped over in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => {
      writer.structBegin();
      writer.field(ThriftType.uuid, 1);
      for (let i = 0; i < 16; i++) {
        writer.i8(i);
      }
      writer.field(ThriftType.i32, 2);
      writer.i32(7);
      writer.structEnd();
    });
    const schema: ThriftSchema = { struct: [{ id: 2, name: 'n', type: 'i32' }] };
    t.deepEqual(readValue(readerOf(protocol, bytes), schema), new Map([[2, 7]]));
  });

  test(`a message of no known type is refused in ${protocol}`, (t) => {
    const call = encodeWith(protocol, (writer) =>
      writer.messageBegin({ name: 'm', type: 1, sequence: 1 }),
    );
    const typeAt = protocol === 'binary' ? 3 : 1;
    for (const type of [0, 5, 7]) {
      const bytes = Uint8Array.from(call);
      bytes[typeAt] = protocol === 'binary' ? type : 1 | (type << 5);
      t.throws(() => readerOf(protocol, bytes).messageBegin(), { instanceOf: DecodeError });
    }
  });

  test(`a message of another protocol version is refused in ${protocol}`, (t) => {
    const call = encodeWith(protocol, (writer) =>
      writer.messageBegin({ name: 'm', type: 1, sequence: 1 }),
    );
    call[1] = protocol === 'binary' ? 2 : 2 | (1 << 5);
    t.throws(() => readerOf(protocol, call).messageBegin(), { instanceOf: DecodeError });
  });
}

test('a field beyond the last id is refused in compact', (t) => {
  const bytes = encodeWith('compact', (writer) => {
    writer.structBegin();
    writer.fieldBool(32_767, true);
    writer.i8(0x11);
    writer.structEnd();
  });
  t.throws(() => readValue(readerOf('compact', bytes), NO_FIELDS), { instanceOf: DecodeError });
});

function nestStructs(writer: ThriftWriter, depth: number): void {
  for (let i = 1; i < depth; i++) {
    writer.structBegin();
    writer.field(ThriftType.struct, 1);
  }
  writer.structBegin();
  for (let i = 0; i < depth; i++) {
    writer.structEnd();
  }
}

function nestedList(depth: number): { schema: ThriftSchema; value: ThriftValue } {
  let schema: ThriftSchema = 'i32';
  let value: ThriftValue = 1;
  for (let i = 0; i < depth; i++) {
    schema = { list: schema };
    value = [value];
  }
  return { schema, value };
}
