import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import { faultOfOrder } from './brute-force.ts';
import { type SyntheticLoad, syntheticHistory, withStaleRead } from './synthetic-history.ts';

/** Steps of the model: a tenth of a second at most, as a history of 2,000 operations must be. */
const STEPS_MAX = 2_000_000;

const BASE: SyntheticLoad = {
  seed: 1,
  clients: 8,
  operations: 2000,
  keys: 1,
  revisions: true,
  values: Infinity,
  unknownShare: 0.05,
};

const LOADS: Readonly<Record<string, SyntheticLoad>> = {
  '8 clients on one key with revisions': BASE,
  '8 clients on one key without revisions': { ...BASE, revisions: false },
  '16 clients on two hot keys': { ...BASE, clients: 16, keys: 2, operations: 4000 },
  '16 clients on one key without revisions': { ...BASE, clients: 16, revisions: false },
  '8 clients that write five values over and over': { ...BASE, revisions: false, values: 5 },
  '32 clients on one key': { ...BASE, clients: 32, unknownShare: 0.1 },
};

for (const [name, load] of Object.entries(LOADS)) {
  test(`an order of the operations of ${name} is found in few steps`, (t) => {
    for (let seed = 1; seed <= 4; seed++) {
      const history = syntheticHistory({ ...load, seed });
      const { verdict, partitions } = checkHistory(history, kv(), { stepsMax: STEPS_MAX });
      t.is(verdict, 'ok');
      if (load.keys === 1) {
        t.is(faultOfOrder(history, kv(), partitions[0]?.order ?? []), null);
      }
    }
  });

  if (load.values === Infinity) {
    test(`one stale read among the operations of ${name} is found in few steps`, (t) => {
      for (let seed = 1; seed <= 4; seed++) {
        const history = withStaleRead(syntheticHistory({ ...load, seed }));
        const result = checkHistory(history, kv(), { stepsMax: 4 * STEPS_MAX });
        t.is(result.verdict, 'violation');
        t.true(result.partitions.every(({ violation }) => violation?.isFirst !== false));
      }
    });
  }
}
