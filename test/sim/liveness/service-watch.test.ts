import test from 'ava';
import { ServiceWatch } from '../../../sim/liveness/service-watch.ts';
import { toGroupId } from '../../../src/base/ids.ts';

const GROUP = toGroupId(1);
const TIMEOUT = 100;
const QUESTION = { client: 1, group: GROUP, key: 'a' };

/** A group that has answered once, at 0, and could go on. */
function begun(): ServiceWatch {
  const watch = new ServiceWatch([GROUP], TIMEOUT);
  watch.couldServe(GROUP, true, 0);
  watch.served(GROUP, 0);
  return watch;
}

test('time between two answers is a window only as far as somebody waited whom a quorum could serve', (t) => {
  const watch = begun();
  watch.asked(1, QUESTION, 1000);
  watch.couldServe(GROUP, false, 1050);
  watch.couldServe(GROUP, true, 1500);
  watch.served(GROUP, 1700);
  watch.ended(1, 1700);
  t.deepEqual(watch.windowsMicros(9000), [50 + 200]);
  t.is(watch.neededMicros(9000), 250);
});

test('what is shorter than an election timeout is no window, and starting up is none', (t) => {
  const watch = begun();
  watch.asked(1, QUESTION, 0);
  watch.served(GROUP, TIMEOUT - 1);
  watch.ended(1, TIMEOUT - 1);
  t.deepEqual(watch.windowsMicros(9000), []);
  const starting = new ServiceWatch([GROUP], TIMEOUT);
  starting.couldServe(GROUP, true, 0);
  starting.asked(1, QUESTION, 0);
  starting.served(GROUP, 5 * TIMEOUT);
  starting.ended(1, 5 * TIMEOUT);
  t.deepEqual(starting.windowsMicros(9000), []);
});

test('a client that gives up and asks again is in the same window', (t) => {
  const watch = begun();
  watch.asked(1, QUESTION, 0);
  watch.ended(1, 300);
  watch.asked(2, QUESTION, 500);
  watch.served(GROUP, 600);
  watch.ended(2, 600);
  t.deepEqual(watch.windowsMicros(9000), [400]);
});

test('without service is who waits for longer than an election timeout', (t) => {
  const watch = begun();
  watch.asked(1, QUESTION, 0);
  watch.asked(2, { ...QUESTION, client: 2, key: 'b' }, TIMEOUT);
  t.deepEqual(watch.unserved(TIMEOUT), { groups: 0, clients: 0, keys: 0 });
  t.deepEqual(watch.unserved(TIMEOUT + 1), { groups: 1, clients: 1, keys: 1 });
  t.deepEqual(watch.unserved(2 * TIMEOUT + 1), { groups: 1, clients: 2, keys: 2 });
});
