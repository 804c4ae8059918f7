import type { ExecutionContext } from 'ava';
import { DecodeError } from '../../../src/base/errors.ts';
import { foreignTest } from '../../foreign-data.ts';
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

foreignTest(
  'thrift/vectors.json',
  'every official value encodes to exactly the official bytes',
  (t, { vectors }: VectorFile) => {
    t.true(vectors.length > 0);
    for (const vector of vectors) {
      t.is(toHex(encodeVector(vector)), vector.hex, `${vector.name} ${vector.protocol}`);
    }
  },
);

foreignTest(
  'thrift/vectors.json',
  'every official encoding decodes to its value and leaves nothing over',
  (t, { vectors }: VectorFile) => {
    for (const vector of vectors) {
      expectDecodes(t, vector);
    }
  },
);

foreignTest(
  'thrift/published.json',
  'the bytes that Apache Thrift keeps in its own tree decode and encode again to the same',
  (t, { vectors }: VectorFile) => {
    t.true(vectors.length > 0);
    for (const vector of vectors) {
      t.is(toHex(encodeVector(vector)), vector.hex, vector.name);
      expectDecodes(t, vector);
    }
  },
);

foreignTest(
  'thrift/messages.json',
  'every official message encodes to exactly the official bytes',
  (t, { messages }: MessageFile) => {
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
  },
);

foreignTest(
  'thrift/messages.json',
  'every official message decodes to its header and its value',
  (t, { messages }: MessageFile) => {
    for (const { name, protocol, message, readAs, value, hex } of messages) {
      const reader = readerOf(protocol, fromHex(hex));
      t.deepEqual(reader.messageBegin(), headerOf(message), `${name} ${protocol}`);
      const decoded = readValue(reader, readAs);
      t.is(canonical(readAs, decoded), canonical(readAs, fromJson(readAs, value)));
      t.is(reader.at, hex.length / 2);
    }
  },
);

foreignTest(
  'thrift/decode-valid.json',
  'unknown fields, other orders and long forms decode as in the official libraries',
  (t, { vectors }: DecodeFile) => {
    t.true(vectors.length > 0);
    for (const { name, protocol, readAs, value, hex } of vectors) {
      t.not(readAs, null);
      if (readAs !== null) {
        const decoded = readValue(readerOf(protocol, fromHex(hex)), readAs);
        const expected = canonical(readAs, fromJson(readAs, value));
        t.is(canonical(readAs, decoded), expected, `${name} ${protocol}`);
      }
    }
  },
);

foreignTest(
  'thrift/decode-invalid.json',
  'bytes that no value has are refused with a decode error and nothing else',
  (t, { vectors }: DecodeFile) => {
    t.true(vectors.length > 0);
    for (const { name, protocol, readAs, hex } of vectors) {
      const reader = readerOf(protocol, fromHex(hex));
      t.throws(
        () => (readAs === null ? reader.messageBegin() : readValue(reader, readAs)),
        { instanceOf: DecodeError },
        `${name} ${protocol}`,
      );
    }
  },
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
