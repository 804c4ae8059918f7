import test from 'ava';
import fc from 'fast-check';
import { NO_SESSION, type SessionId } from '../../src/base/ids.ts';
import { GroupRoute } from '../../src/client/group-route.ts';
import { group } from '../branded.ts';

const session = (id: number) => id as SessionId;

function opened(id = 5): GroupRoute {
  const route = new GroupRoute(group(1));
  route.openSession(session(id));
  return route;
}

test('everything below the first open sequence is acknowledged, in whatever order they close', (t) => {
  const anySteps = fc.array(fc.option(fc.nat(20)), { maxLength: 40 });
  fc.assert(
    fc.property(anySteps, (steps) => {
      const route = opened();
      const open = new Set<number>();
      let last = 0;
      for (const step of steps) {
        if (step === null) {
          last = route.nextSequence();
          open.add(last);
        } else {
          route.close(session(5), step);
          open.delete(step);
        }
        const expected = open.size === 0 ? last : Math.min(...open) - 1;
        t.is(route.answeredThroughOf(session(5)), expected);
      }
    }),
  );
});

test('sequences count from 1 in each session', (t) => {
  const route = opened(5);
  t.deepEqual([route.nextSequence(), route.nextSequence()], [1, 2]);
  route.openSession(session(9));
  t.is(route.nextSequence(), 1);
});

test('a sequence of an earlier session closes nothing of the present one', (t) => {
  const route = opened(5);
  route.nextSequence();
  route.openSession(session(9));
  route.nextSequence();
  route.close(session(5), 1);
  t.is(route.answeredThroughOf(session(9)), 0);
});

test('of no session, or an earlier one, nothing is acknowledged', (t) => {
  const route = opened(5);
  route.close(session(5), route.nextSequence());
  t.is(route.answeredThroughOf(session(5)), 1);
  t.is(route.answeredThroughOf(session(4)), 0);
  t.is(route.answeredThroughOf(NO_SESSION), 0);
  route.loseSession();
  t.is(route.answeredThroughOf(session(5)), 0);
});
