import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { readPair, writePair } from '../../../src/codec/records/pair.ts';
import { foreignCase } from '../../foreign/case-counts.ts';
import { foreignData, foreignTest } from '../../foreign-data.ts';
import { fuzz } from '../fuzz.ts';
import { fromHex, toHex } from '../hex.ts';
import type { VectorFile } from '../thrift/foreign-vectors.ts';

interface FramingFile {
  readonly vectors: readonly {
    readonly layout: 'WriteTo' | 'WriteTo2' | 'kv';
    readonly vector?: string;
    readonly command?: string;
    readonly key?: string;
    readonly value?: string;
    readonly hex: string;
  }[];
}

const FRAMING = 'thrift/seed-framing.json';
const anyBytes = fc.uint8Array({ maxLength: 200 });
const anyPair = fc.record({ key: anyBytes, value: anyBytes });

foreignTest(
  FRAMING,
  "every pair of the seed's benchmark has exactly the seed's bytes, both ways",
  (t, { vectors }: FramingFile) => {
    const pairs = vectors.filter(({ layout }) => layout === 'kv');
    t.true(pairs.length > 0);
    for (const { key, value, hex } of pairs) {
      foreignCase(FRAMING, `kv ${key}`, () => {
        const pair = { key: fromHex(key ?? ''), value: fromHex(value ?? '') };
        t.is(toHex(encode([pair])), hex);
        const source = new ByteReader(fromHex(hex));
        t.deepEqual(readPair(source), pair);
        source.expectEnd();
      });
    }
  },
);

foreignTest(
  FRAMING,
  "the seed's other frames are a length, a command name and the official thrift bytes",
  (t, { vectors }: FramingFile) => {
    const thrift = foreignData<VectorFile>('thrift/vectors.json')?.vectors ?? [];
    const others = vectors.filter(({ layout }) => layout !== 'kv');
    for (const { layout, vector, command, hex } of others) {
      foreignCase(FRAMING, `${layout} ${vector}`, () => {
        const source = new ByteReader(fromHex(hex));
        t.is(source.u64(), source.remaining);
        if (command !== undefined) {
          t.is(Buffer.from(source.long()).toString(), command);
        }
        const body = thrift.find((each) => each.name === vector && each.protocol === 'binary');
        t.is(toHex(source.raw(source.remaining)), body?.hex ?? '');
      });
    }
  },
);

test('any pairs come back in order and leave nothing over', (t) => {
  fc.assert(
    fc.property(fc.array(anyPair), (pairs) => {
      const source = new ByteReader(encode(pairs));
      t.deepEqual(
        pairs.map(() => readPair(source)),
        pairs,
      );
      source.expectEnd();
    }),
  );
});

test('a pair of which one size was changed is refused', (t) => {
  const bytes = encode([{ key: fromHex('6b6579'), value: fromHex('76616c7565') }]);
  for (const at of [0, 8, 19]) {
    for (const delta of [1, -1]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) + delta;
      t.throws(() => readPair(new ByteReader(changed)), { instanceOf: DecodeError }, `${at}`);
    }
  }
});

test('mutated pairs decode or are refused, and nothing else', (t) => {
  const samples = fc.sample(anyPair, { seed: 1, numRuns: 50 }).map((pair) => encode([pair]));
  const outcome = fuzz(samples, (bytes) => readPair(new ByteReader(bytes)));
  t.deepEqual(outcome.defects, []);
  t.true(outcome.refused > 0);
});

function encode(pairs: readonly { key: Uint8Array; value: Uint8Array }[]): Uint8Array {
  const out = new ByteWriter();
  for (const pair of pairs) {
    writePair(out, pair);
  }
  return out.copy();
}
