import fc from 'fast-check';
import type { Command } from '../../../src/codec/records/command.ts';
import type { RaftAttribute } from '../../../src/codec/records/raft-attribute.ts';
import type { ReadArgument } from '../../../src/codec/records/read-argument.ts';
import { i64FromBigint } from '../../../src/codec/thrift/i64.ts';
import { anyI32, anyI64, anyText } from '../thrift/any-value.ts';

const anyBits = anyI64.map(i64FromBigint);

/** Texts that the narrow form holds are as likely as others. */
const anyTexts = fc.constantFrom(
  anyText,
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: fc.integer({ max: 255, min: 0 }).map((code) => String.fromCharCode(code)) }),
);

const anyAges = fc.oneof(
  fc.constant(null),
  fc.array(anyI32),
  fc.array(fc.integer({ min: 0, max: 255 })),
);

export const anyRaftAttribute: fc.Arbitrary<RaftAttribute> = anyTexts.chain((text) =>
  fc.record({
    attrId: anyBits,
    attrName: text,
    ages: anyAges,
    locations: fc.option(fc.array(fc.tuple(text, text), { maxLength: 20 })),
    timestamp: anyBits,
  }),
);

export const anyCommand: fc.Arbitrary<Command> = fc.record({
  cmd: fc.oneof(fc.constantFrom('read', 'delete', 'upsert'), anyText),
  hashKey: anyBits,
  key: anyText,
  val: fc.uint8Array({ maxLength: 3000 }),
});

export const anyReadArgument: fc.Arbitrary<ReadArgument> = fc.record({
  key: anyText,
  hashKey: anyBits,
  sync: fc.boolean(),
});
