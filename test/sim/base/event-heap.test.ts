import test from 'ava';
import fc from 'fast-check';
import { EventHeap } from '../../../sim/base/event-heap.ts';
import { InvariantError } from '../../../src/base/invariant.ts';

interface Planned {
  readonly at: number;
  readonly tie: number;
  readonly order: number;
}

const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      at: fc.oneof(fc.nat(5), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
      tie: fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    }),
  },
  { weight: 2, arbitrary: fc.constant('pop' as const) },
);

test('a heap gives what a sorted list would give: by time, then tie, then insertion', (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
      const heap = new EventHeap<Planned>();
      let list: Planned[] = [];
      for (const [order, step] of steps.entries()) {
        if (step === 'pop') {
          if (list.length > 0) {
            t.is(heap.pop(), list[0] as Planned);
            list = list.slice(1);
          }
        } else {
          const planned = { ...step, order };
          heap.push(step.at, step.tie, planned);
          list = sorted([...list, planned]);
        }
        t.is(heap.size, list.length);
        t.is(heap.nextMicros, list[0]?.at ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test('a heap grows past its first size and loses nothing', (t) => {
  const heap = new EventHeap<number>();
  const count = 5000;
  for (let i = 0; i < count; i++) {
    heap.push((i * 7919) % count, 0, (i * 7919) % count);
  }
  const popped = Array.from({ length: count }, () => heap.pop());
  t.deepEqual(
    popped,
    Array.from({ length: count }, (_, i) => i),
  );
  t.throws(() => heap.pop(), { instanceOf: InvariantError });
});

function sorted(list: readonly Planned[]): Planned[] {
  return [...list].sort((a, b) => a.at - b.at || a.tie - b.tie || a.order - b.order);
}
