import test from 'ava';
import { Excuses } from '../../../sim/oracles/excuses.ts';
import { Violation } from '../../../sim/oracles/violation.ts';
import type { Observer } from '../../../sim/world/observer.ts';
import { hostOf } from './synthetic-host.ts';

const alarm = (oracle: Violation['oracle']) => () => {
  throw new Violation(oracle, 'invariant', 'for a test');
};

test('nothing is excused before anything was lost', (t) => {
  const excuses = new Excuses(() => false);
  t.throws(() => excuses.attempt(alarm('election-safety')), { instanceOf: Violation });
  t.deepEqual(excuses.counts, {});
});

test('after a loss only what the loss explains is excused, and counted', (t) => {
  const excuses = new Excuses(() => true);
  t.notThrows(() => excuses.attempt(alarm('election-safety')));
  t.notThrows(() => excuses.attempt(alarm('election-safety')));
  for (const oracle of ['phantom-value', 'group-isolation', 'replica-state'] as const) {
    t.throws(() => excuses.attempt(alarm(oracle)), { instanceOf: Violation }, oracle);
  }
  t.throws(() =>
    excuses.attempt(() => {
      throw new Error('a defect of the simulator');
    }),
  );
  t.deepEqual(excuses.counts, { 'election-safety': 2 });
});

test('an excused observer hears what it would have heard, and nothing else', (t) => {
  const heard: string[] = [];
  class Listener implements Observer {
    starting(): void {
      heard.push('starting');
    }

    afterTurn(): void {
      heard.push('afterTurn');
      alarm('log-matching')();
    }
  }
  const around = new Excuses(() => true).around(new Listener());
  around.starting?.(hostOf(1));
  around.afterTurn?.(hostOf(1));
  t.deepEqual(heard, ['starting', 'afterTurn']);
  t.is(around.synced, undefined);
});
