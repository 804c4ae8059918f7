import test from 'ava';
import fc from 'fast-check';
import { fuzz } from '../fuzz.ts';
import { toHex } from '../hex.ts';
import { anyStruct, type Typed } from './any-value.ts';
import { canonical } from './json-value.ts';
import { encodeWithPackage } from './npm-thrift.ts';
import { encodeWith, PROTOCOLS, type Protocol, readerOf } from './protocols.ts';
import { readValue } from './read-value.ts';
import type { ThriftSchema } from './thrift-schema.ts';
import { writeValue } from './write-value.ts';

const SEED = 1;
const NO_FIELDS: ThriftSchema = { struct: [] };

for (const protocol of PROTOCOLS) {
  test(`a struct of any fields comes back from ${protocol} as it was`, (t) => {
    fc.assert(
      fc.property(anyStruct, ({ schema, value }) => {
        const reader = readerOf(protocol, encode(protocol, { schema, value }));
        t.is(canonical(schema, readValue(reader, schema)), canonical(schema, value));
      }),
      { seed: SEED },
    );
  });

  test(`a reader that knows no field steps over any struct in ${protocol} to its last byte`, (t) => {
    fc.assert(
      fc.property(anyStruct, (struct) => {
        const bytes = encode(protocol, struct);
        const reader = readerOf(protocol, bytes);
        readValue(reader, NO_FIELDS);
        t.is(reader.at, bytes.length);
      }),
      { seed: SEED },
    );
  });

  test(`a struct of any fields has the bytes of the official package in ${protocol}`, (t) => {
    fc.assert(
      fc.property(anyStruct, ({ schema, value }) => {
        fc.pre(!canonical(schema, value).match(PACKAGE_ROUNDS));
        const official = encodeWithPackage(protocol, (w) => writeValue(w, schema, value));
        t.is(toHex(encode(protocol, { schema, value })), toHex(official));
      }),
      { seed: SEED },
    );
  });

  test(`mutated structs in ${protocol} decode or are refused, with their schema and without`, (t) => {
    const structs = fc.sample(anyStruct, { seed: SEED, numRuns: 200 });
    const samples = structs.map((struct) => encode(protocol, struct));
    const outcome = fuzz(samples, (bytes, index) =>
      readValue(readerOf(protocol, bytes), structs[index]?.schema ?? NO_FIELDS),
    );
    t.deepEqual(outcome.defects, []);
    const skipped = fuzz(samples, (bytes) => readValue(readerOf(protocol, bytes), NO_FIELDS));
    t.deepEqual(skipped.defects, []);
    t.true(outcome.refused > 0 && skipped.refused > 0);
  });
}

/** The package loses the sign of -0 and computes very small doubles with logarithms. */
const PACKAGE_ROUNDS = /-0\b(?!\.)|e-3\d\d/;

function encode(protocol: Protocol, { schema, value }: Typed): Uint8Array {
  return encodeWith(protocol, (writer) => writeValue(writer, schema, value));
}
