import type { ExecutionContext } from 'ava';
import { DecodeError } from '../../../src/base/errors.ts';
import { foreignCase } from '../../foreign/case-counts.ts';
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

const VECTORS = 'thrift/vectors.json';
const PUBLISHED = 'thrift/published.json';
const MESSAGES = 'thrift/messages.json';
const DECODE_VALID = 'thrift/decode-valid.json';
const DECODE_INVALID = 'thrift/decode-invalid.json';

foreignTest(
  VECTORS,
  'every official value encodes to exactly the official bytes',
  (t, { vectors }: VectorFile) => {
    forEachCase(VECTORS, vectors, (vector, name) =>
      t.is(toHex(encodeVector(vector)), vector.hex, name),
    );
  },
);

foreignTest(
  VECTORS,
  'every official encoding decodes to its value and leaves nothing over',
  (t, { vectors }: VectorFile) => {
    forEachCase(VECTORS, vectors, (vector) => expectDecodes(t, vector));
  },
);

foreignTest(
  PUBLISHED,
  'the bytes that Apache Thrift keeps in its own tree decode and encode again to the same',
  (t, { vectors }: VectorFile) => {
    forEachCase(PUBLISHED, vectors, (vector, name) => {
      t.is(toHex(encodeVector(vector)), vector.hex, name);
      expectDecodes(t, vector);
    });
  },
);

foreignTest(
  MESSAGES,
  'every official message encodes to exactly the official bytes',
  (t, { messages }: MessageFile) => {
    forEachCase(MESSAGES, messages, ({ protocol, strict, message, readAs, value, hex }, name) => {
      const bytes = encodeWith(
        protocol,
        (writer) => {
          writer.messageBegin(headerOf(message));
          writeValue(writer, readAs, fromJson(readAs, value));
        },
        strict ?? true,
      );
      t.is(toHex(bytes), hex, name);
    });
  },
);

foreignTest(
  MESSAGES,
  'every official message decodes to its header and its value',
  (t, { messages }: MessageFile) => {
    forEachCase(MESSAGES, messages, ({ protocol, message, readAs, value, hex }, name) => {
      const reader = readerOf(protocol, fromHex(hex));
      t.deepEqual(reader.messageBegin(), headerOf(message), name);
      const decoded = readValue(reader, readAs);
      t.is(canonical(readAs, decoded), canonical(readAs, fromJson(readAs, value)));
      t.is(reader.at, hex.length / 2);
    });
  },
);

foreignTest(
  DECODE_VALID,
  'unknown fields, other orders and long forms decode as in the official libraries',
  (t, { vectors }: DecodeFile) => {
    forEachCase(DECODE_VALID, vectors, ({ protocol, readAs, value, hex }, name) => {
      t.not(readAs, null);
      if (readAs !== null) {
        const decoded = readValue(readerOf(protocol, fromHex(hex)), readAs);
        t.is(canonical(readAs, decoded), canonical(readAs, fromJson(readAs, value)), name);
      }
    });
  },
);

foreignTest(
  DECODE_INVALID,
  'bytes that no value has are refused with a decode error and nothing else',
  (t, { vectors }: DecodeFile) => {
    forEachCase(DECODE_INVALID, vectors, ({ protocol, readAs, hex }, name) => {
      const reader = readerOf(protocol, fromHex(hex));
      t.throws(
        () => (readAs === null ? reader.messageBegin() : readValue(reader, readAs)),
        { instanceOf: DecodeError },
        name,
      );
    });
  },
);

/** Counts each vector by its name and its protocol; there must be one. */
function forEachCase<V extends { readonly name: string; readonly protocol: string }>(
  file: string,
  vectors: readonly V[],
  check: (vector: V, name: string) => void,
): void {
  if (vectors.length === 0) {
    throw new Error(`${file} has no vector`);
  }
  for (const vector of vectors) {
    const name = `${vector.name} ${vector.protocol}`;
    foreignCase(file, name, () => check(vector, name));
  }
}

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
