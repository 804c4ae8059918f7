import test from 'ava';
import fc from 'fast-check';
import type { History } from '../../../sim/checker/history.ts';
import type { Model } from '../../../sim/checker/model.ts';
import { casRegister } from '../../../sim/checker/models/cas-register.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import { kvAppend } from '../../../sim/checker/models/kv-append.ts';
import { effectsOf } from '../../../sim/checker/search/effect.ts';
import { layOut, outlinePartition } from '../../../sim/checker/search/partition-plan.ts';
import { RelaxedSearch } from '../../../sim/checker/search/relaxed-search.ts';
import { Transitions } from '../../../sim/checker/search/transitions.ts';
import { casRegisterInput, casRegisterOutput, kvInput, kvOutput } from './arbitrary-operations.ts';
import { hasOrder } from './brute-force.ts';
import { type Fate, type PlannedOperation, plannedOperations, play } from './timeline.ts';
import { trueRegister, trueStore } from './true-objects.ts';

const RUNS = { numRuns: 3000, seed: 7 };

function planOf<State, Input, Output>(
  { operations }: History<Input, Output>,
  model: Model<State, Input, Output>,
) {
  return layOut(outlinePartition(model, effectsOf(operations)));
}

/** Half of all outcomes unknown: what the relaxed search is for. */
function doubtful<Input, Output>(
  plan: readonly PlannedOperation<Input, Output>[],
): PlannedOperation<Input, Output>[] {
  const fates: readonly Fate[] = ['completed', 'unknown', 'completed', 'vanished'];
  return plan.map((one, i) => ({ ...one, fate: fates[i % fates.length] ?? one.fate }));
}

function isRight<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): boolean {
  const plan = planOf(history, model);
  const search = new RelaxedSearch(plan, new Transitions(plan.model, plan.kinds));
  while (search.verdict === 'running') {
    search.run(3);
  }
  return (search.verdict === 'ok') === hasOrder(history, model);
}

test('allowing operations to repeat changes no verdict on a cas-register', (t) => {
  const plans = plannedOperations(casRegisterInput, casRegisterOutput, 9);
  fc.assert(
    fc.property(plans, (plan) => isRight(play(doubtful(plan), trueRegister()), casRegister())),
    RUNS,
  );
  t.pass();
});

for (const revisions of [true, false]) {
  const name = revisions ? 'with revisions' : 'without revisions';
  test(`allowing operations to repeat changes no verdict on a key ${name}`, (t) => {
    const plans = plannedOperations(kvInput, (input) => kvOutput(input, { revisions }), 9);
    fc.assert(
      fc.property(plans, (plan) => isRight(play(doubtful(plan), trueStore({ revisions })), kv())),
      RUNS,
    );
    t.pass();
  });
}

test('appends, which lead to new states without end, are not repeated', (t) => {
  const moment = { event: 0, micros: 0 };
  const append = {
    id: 0,
    client: 0,
    input: { kind: 'append', key: 'k', value: 'a' },
    call: moment,
    outcome: { kind: 'unknown', at: null },
  } as const;
  const plan = planOf({ operations: [append] }, kvAppend());
  t.false(RelaxedSearch.isOfUse(plan));
});
