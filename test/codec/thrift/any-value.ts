import fc from 'fast-check';
import type { ThriftSchema } from './thrift-schema.ts';
import type { ThriftValue } from './thrift-value.ts';

/** A schema and a value of it. */
export interface Typed {
  readonly schema: ThriftSchema;
  readonly value: ThriftValue;
}

/** Text of every width in UTF-8, short and long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii' }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 200, maxLength: 600 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 250, maxLength: 260 }) },
);

export const anyI64: fc.Arbitrary<bigint> = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

export const anyI32: fc.Arbitrary<number> = fc.integer();

const anyScalar: fc.Arbitrary<ThriftSchema> = fc.constantFrom(
  'bool',
  'i8',
  'i16',
  'i32',
  'i64',
  'double',
  'string',
  'binary',
);

const anySchema: fc.Arbitrary<ThriftSchema> = fc.letrec<{ schema: ThriftSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    anyScalar,
    fc.record({ list: tie('schema') }),
    fc.record({ set: tie('schema') }),
    fc.record({ map: fc.tuple(tie('schema'), tie('schema')) }),
    anyStructOf(tie('schema')),
  ),
})).schema;

/** A struct of any fields, and a value of it in which any of them may be absent. */
export const anyStruct: fc.Arbitrary<Typed> = anyStructOf(anySchema).chain((schema) =>
  anyValueOf(schema).map((value) => ({ schema, value })),
);

function anyStructOf(type: fc.Arbitrary<ThriftSchema>): fc.Arbitrary<ThriftSchema> {
  const id = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -32_768, max: 32_767 }));
  const field = fc.record({ id, name: fc.constant('f'), type });
  return fc.record({
    struct: fc.uniqueArray(field, { selector: (each) => each.id, maxLength: 6 }),
  });
}

function anyValueOf(schema: ThriftSchema): fc.Arbitrary<ThriftValue> {
  if (typeof schema === 'string') {
    return SCALARS[schema];
  }
  if ('struct' in schema) {
    const fields = schema.struct.map(({ id, type }) =>
      fc.option(anyValueOf(type)).map((value) => (value === null ? [] : [[id, value] as const])),
    );
    return fc.tuple(...fields).map((entries) => new Map(entries.flat()));
  }
  if ('map' in schema) {
    const [key, value] = schema.map;
    return fc.array(fc.tuple(anyValueOf(key), anyValueOf(value)), { maxLength: 5 });
  }
  return fc.array(anyValueOf('list' in schema ? schema.list : schema.set), { maxLength: 20 });
}

const SCALARS: Readonly<Record<string & ThriftSchema, fc.Arbitrary<ThriftValue>>> = {
  bool: fc.boolean(),
  i8: fc.integer({ min: -128, max: 127 }),
  i16: fc.integer({ min: -32_768, max: 32_767 }),
  i32: anyI32,
  i64: anyI64,
  double: fc.double(),
  string: anyText,
  binary: fc.uint8Array({ maxLength: 300 }),
};
