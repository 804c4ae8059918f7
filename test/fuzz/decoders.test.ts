import test from 'ava';
import { readSources } from '../architecture/sources.ts';
import { runCampaign } from './campaign.ts';
import { decoderNamed, FUZZED_DECODERS } from './decoders.ts';
import type { FuzzedDecoder } from './fuzzed-decoder.ts';

/** A short campaign; `npm run fuzz` is the long one. */
const INPUTS = 20_000;
/** Samples have less than a tenth of this. */
const RESERVED_BYTES_MAX = 64 * 1024;

/** Decoders that only stand behind another one: of peer frames. */
const REACHED_BY_OTHERS = ['decodeEntries'];

for (const decoder of FUZZED_DECODERS) {
  test(`${decoder.title} that was changed decodes or is refused, and takes no more memory`, (t) => {
    const outcome = runCampaign(decoder, { from: 0, count: INPUTS });
    t.deepEqual(outcome.firstDefects, []);
    // Both must happen, or the changes never got where they should.
    t.true(outcome.decoded > INPUTS / 100, `${outcome.decoded} decoded`);
    const refuses = decoder.refusesNothing !== true;
    t.true(!refuses || outcome.refused > INPUTS / 100, `${outcome.refused} refused`);
    t.true(outcome.reservedBytesMax <= RESERVED_BYTES_MAX, `${outcome.reservedBytesMax} bytes`);
  });
}

test('no two decoders have one name', (t) => {
  const names = FUZZED_DECODERS.map(({ name }) => name);
  t.deepEqual([...new Set(names)], names);
  t.throws(() => decoderNamed('nothing'), { message: /nothing/ });
});

test('no function of the formats that decodes is left out', (t) => {
  const exported = readSources()
    .filter(({ path }) => /^src\/(codec|storage)\//.test(path))
    .flatMap(({ text }) => [...text.matchAll(/^export function (decode\w+)/gm)])
    .map((match) => match[1] as string);
  t.true(exported.length > 15);
  const fuzzed = readSources()
    .filter(({ path }) => /^test\/fuzz\/[\w-]+-decoders\.ts$/.test(path))
    .map(({ text }) => text)
    .join();
  t.deepEqual(
    exported.filter((name) => !new RegExp(`\\b${name}\\b`).test(fuzzed)),
    REACHED_BY_OTHERS,
  );
});

const broken: FuzzedDecoder = {
  name: 'broken',
  title: 'broken',
  samples: [new Uint8Array(8)],
  decode: (bytes) => {
    new Uint8Array(bytes[0] === 0xff ? 1_000_000 : 1);
    if (bytes.length === 0) {
      throw new RangeError('a defect');
    }
  },
};

test('a campaign notices a defect by its input, and memory taken for nothing', (t) => {
  const outcome = runCampaign(broken, { from: 0, count: 2000 });
  t.true(outcome.defects > 0);
  t.regex(outcome.firstDefects[0] ?? '', /^input \d+: RangeError: a defect$/);
  t.is(outcome.decoded + outcome.defects, 2000);
  t.is(outcome.reservedBytesMax, 1_000_000);
});
