import test from 'ava';
import fc from 'fast-check';
import { InvariantError } from '../../src/base/invariant.ts';
import { InflightWindow } from '../../src/raft/inflight-window.ts';
import { index } from '../branded.ts';

const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), bytes: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ kind: fc.constant('acknowledge' as const), at: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ kind: fc.constant('clear' as const) }),
);

test('a window holds what a plain list of unacknowledged messages would hold', (t) => {
  const limits = fc.record({
    messagesMax: fc.integer({ min: 1, max: 6 }),
    bytesMax: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(limits, fc.array(anyStep, { maxLength: 60 }), (bounds, steps) => {
      const window = new InflightWindow(bounds);
      let list: { at: number; bytes: number }[] = [];
      let last = 0;
      for (const step of steps) {
        if (step.kind === 'add') {
          if (window.full) {
            t.throws(() => window.add(index(last + 1), step.bytes), {
              instanceOf: InvariantError,
            });
          } else {
            last++;
            window.add(index(last), step.bytes);
            list.push({ at: last, bytes: step.bytes });
          }
        } else if (step.kind === 'acknowledge') {
          window.acknowledge(index(step.at));
          list = list.filter(({ at }) => at > step.at);
        } else {
          window.clear();
          list = [];
        }
        const bytes = list.reduce((sum, message) => sum + message.bytes, 0);
        t.is(window.messages, list.length);
        t.is(window.bytes, bytes);
        t.is(window.full, list.length >= bounds.messagesMax || bytes >= bounds.bytesMax);
      }
    }),
  );
});

test('a message that overruns the byte limit alone is still let in', (t) => {
  const window = new InflightWindow({ messagesMax: 4, bytesMax: 10 });
  window.add(index(1), 1_000_000);
  t.true(window.full);
  window.acknowledge(index(1));
  t.false(window.full);
});
