import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { EventTrace, type TracedEvents } from '../../../sim/record/event-trace.ts';
import { firstDifference } from '../../../sim/record/trace-difference.ts';
import { randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import type { Tamper } from '../../../sim/world/peer-frames.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

function traced(tamper: Tamper): { readonly trace: TracedEvents; readonly hash: string } {
  const trace = new EventTrace(nodeChecksum);
  const config = drawConfig('11', { durationMicros: 500_000 });
  const platform = { checksum: nodeChecksum, utf8: nodeUtf8 };
  const course = (simulation: Parameters<typeof randomCourse>[0]) => {
    simulation.world.tamperWith(tamper);
    randomCourse(simulation);
  };
  const { hash } = runSeed(config, platform, course, null, { trace });
  return { trace, hash };
}

const untouched = traced(() => undefined);

test('a traced run has the hash of one that is not, and its last event’s', (t) => {
  const config = drawConfig('11', { durationMicros: 500_000 });
  t.is(untouched.hash, runSeed(config, { checksum: nodeChecksum, utf8: nodeUtf8 }).hash);
  t.true(untouched.trace.hashes.length > 1000);
  t.is(untouched.trace.texts.length, untouched.trace.hashes.length);
});

test('equal traces have no difference', (t) => {
  t.is(firstDifference(untouched.trace, traced(() => undefined).trace), null);
});

test('the first event that differs is the delivery of the frame that was changed', (t) => {
  const other = traced((bytes, delivered) => {
    if (delivered === 40) {
      const last = bytes.length - 1;
      bytes[last] = (bytes[last] as number) ^ 1;
    }
  });
  const difference = firstDifference(untouched.trace, other.trace);
  t.regex(difference?.here ?? '', /→ .*\(group \d+, term \d+\)/);
  t.regex(difference?.there ?? '', /→ .*a damaged frame/);
  const marked = difference?.lines.filter((line) => line.startsWith('>')) ?? [];
  t.is(marked.length, 2);
  t.is(difference?.lines.length, 20 + 2 + 40);
});

test('of two traces, one of which ends before the other, the end differs', (t) => {
  const short = { hashes: ['a', 'b'], texts: ['one', 'two'] };
  const long = { hashes: ['a', 'b', 'c'], texts: ['one', 'two', 'three'] };
  const difference = firstDifference(short, long, 1);
  t.is(difference?.event, 2);
  t.is(difference?.here, null);
  t.is(difference?.there, 'three');
  t.deepEqual(
    difference?.lines.map((line) => line.replace(/\s+/g, ' ')),
    [' both #1 b two', '> there #2 c three'],
  );
});
