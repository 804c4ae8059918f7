import test from 'ava';
import { parseCapsule } from '../../../sim/cli/capsule.ts';
import { packStream, unpackStream } from '../../../sim/cli/packed-streams.ts';

test('a stream is the same after it was packed, however large its numbers are', (t) => {
  const times = Array.from({ length: 500 }, (_, i) => i * i * 1_000_003);
  const values = times.map((time, i) => (i % 3 === 0 ? 0 : (time * 7) % 2 ** 40));
  const stream = { site: 'latency', entity: 0xff_ff_ff_ff, times, values } as const;
  const packed = packStream(stream);
  t.is(packed.times, undefined);
  t.deepEqual(unpackStream(packed), stream);
});

for (const [what, text, message] of [
  ['text', 'seed 7', /not JSON/],
  ['a capsule of the first version', '{"schema":1,"kind":"capsule"}', /schema: expected 2/],
  ['something else', '{"schema":2,"kind":"sim"}', /kind: expected "capsule"/],
] as const) {
  test(`${what} is refused by name`, (t) => {
    t.throws(() => parseCapsule(text), { code: 'INVALID_CONFIG', message });
  });
}
