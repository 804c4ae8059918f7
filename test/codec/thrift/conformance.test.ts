import test, { type ExecutionContext } from 'ava';
import { DecodeError } from '../../../src/base/errors.ts';
import { withForeignData } from '../../foreign-data.ts';
import { fromHex, toHex } from '../hex.ts';
import {
  type DecodeFile,
  headerOf,
  type MessageFile,
  type Vector,
  type VectorFile,
} from './foreign-vectors.ts';
import { canonical, fromJson } from './json-value.ts';
import { encodeWith, readerOf } from './protocols.ts';
import { readValue } from './read-value.ts';
import { writeValue } from './write-value.ts';

test(
  'every official value encodes to exactly the official bytes',
  withForeignData('thrift/vectors.json', (t, { vectors }: VectorFile) => {
    t.true(vectors.length > 0);
    for (const vector of vectors) {
      t.is(toHex(encodeVector(vector)), vector.hex, `${vector.name} ${vector.protocol}`);
    }
  }),
);

test(
  'every official encoding decodes to its value and leaves nothing over',
  withForeignData('thrift/vectors.json', (t, { vectors }: VectorFile) => {
    for (const vector of vectors) {
      expectDecodes(t, vector);
    }
  }),
);

test(
  'the bytes that Apache Thrift keeps in its own tree decode and encode again to the same',
  withForeignData('thrift/published.json', (t, { vectors }: VectorFile) => {
    t.true(vectors.length > 0);
    for (const vector of vectors) {
      t.is(toHex(encodeVector(vector)), vector.hex, vector.name);
      expectDecodes(t, vector);
    }
  }),
);

test(
  'every official message encodes to exactly the official bytes',
  withForeignData('thrift/messages.json', (t, { messages }: MessageFile) => {
    t.true(messages.length > 0);
    for (const { name, protocol, strict, message, readAs, value, hex } of messages) {
      const bytes = encodeWith(
        protocol,
        (writer) => {
          writer.messageBegin(headerOf(message));
          writeValue(writer, readAs, fromJson(readAs, value));
        },
        strict ?? true,
      );
      t.is(toHex(bytes), hex, `${name} ${protocol}`);
    }
  }),
);

test(
  'every official message decodes to its header and its value',
  withForeignData('thrift/messages.json', (t, { messages }: MessageFile) => {
    for (const { name, protocol, message, readAs, value, hex } of messages) {
      const reader = readerOf(protocol, fromHex(hex));
      t.deepEqual(reader.messageBegin(), headerOf(message), `${name} ${protocol}`);
      const decoded = readValue(reader, readAs);
      t.is(canonical(readAs, decoded), canonical(readAs, fromJson(readAs, value)));
      t.is(reader.at, hex.length / 2);
    }
  }),
);

test(
  'unknown fields, other orders and long forms decode as in the official libraries',
  withForeignData('thrift/decode-valid.json', (t, { vectors }: DecodeFile) => {
    t.true(vectors.length > 0);
    for (const { name, protocol, readAs, value, hex } of vectors) {
      t.not(readAs, null);
      if (readAs !== null) {
        const decoded = readValue(readerOf(protocol, fromHex(hex)), readAs);
        const expected = canonical(readAs, fromJson(readAs, value));
        t.is(canonical(readAs, decoded), expected, `${name} ${protocol}`);
      }
    }
  }),
);

test(
  'bytes that no value has are refused with a decode error and nothing else',
  withForeignData('thrift/decode-invalid.json', (t, { vectors }: DecodeFile) => {
    t.true(vectors.length > 0);
    for (const { name, protocol, readAs, hex } of vectors) {
      const reader = readerOf(protocol, fromHex(hex));
      t.throws(
        () => (readAs === null ? reader.messageBegin() : readValue(reader, readAs)),
        { instanceOf: DecodeError },
        `${name} ${protocol}`,
      );
    }
  }),
);

function encodeVector({ protocol, type, value, message }: Vector): Uint8Array {
  return encodeWith(protocol, (writer) => {
    if (message !== undefined) {
      writer.messageBegin(headerOf(message));
    }
    writeValue(writer, type, fromJson(type, value));
  });
}

function expectDecodes(t: ExecutionContext, vector: Vector): void {
  const { name, protocol, type, value, hex, message } = vector;
  const reader = readerOf(protocol, fromHex(hex));
  if (message !== undefined) {
    t.deepEqual(reader.messageBegin(), headerOf(message), name);
  }
  const decoded = readValue(reader, type);
  const expected = canonical(type, fromJson(type, value));
  t.is(canonical(type, decoded), expected, `${name} ${protocol}`);
  t.is(reader.at, hex.length / 2, `${name} ${protocol}`);
}
