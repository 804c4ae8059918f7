import test from 'ava';
import fc from 'fast-check';
import { ThriftType } from '../../../src/codec/thrift/thrift-type.ts';
import { toHex } from '../hex.ts';
import { anyText } from './any-value.ts';
import { encodeWith, PROTOCOLS, readerOf } from './protocols.ts';

for (const protocol of PROTOCOLS) {
  test(`a text has the bytes of its UTF-8 form, whatever its length, in ${protocol}`, (t) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = encodeWith(protocol, (writer) => writer.binary(Buffer.from(text)));
        t.is(toHex(encodeWith(protocol, (writer) => writer.text(text))), toHex(expected));
      }),
      { seed: 1 },
    );
  });

  test(`many texts come back in order, across windows and beyond them, in ${protocol}`, (t) => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 60, maxLength: 120 }), (texts) => {
        const bytes = encodeWith(protocol, (writer) => {
          writer.listBegin(ThriftType.string, texts.length);
          for (const text of texts) {
            writer.text(text);
          }
        });
        const reader = readerOf(protocol, bytes);
        const count = reader.listBegin();
        t.deepEqual(
          Array.from({ length: count }, () => reader.text()),
          texts,
        );
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test(`half of a surrogate pair is written as U+FFFD in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => writer.text('a\ud800b'));
    t.is(readerOf(protocol, bytes).text(), 'a\ufffdb');
  });

  test(`malformed UTF-8 is read as U+FFFD in ${protocol}`, (t) => {
    const bytes = encodeWith(protocol, (writer) => writer.binary(Uint8Array.of(0x61, 0xff)));
    t.is(readerOf(protocol, bytes).text(), 'a\ufffd');
  });
}
