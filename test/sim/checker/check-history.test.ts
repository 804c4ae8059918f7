import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { type History, returnEvent } from '../../../sim/checker/history.ts';
import type { Model } from '../../../sim/checker/model.ts';
import { casRegister } from '../../../sim/checker/models/cas-register.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import { kvAppend } from '../../../sim/checker/models/kv-append.ts';
import type { Violation } from '../../../sim/checker/violation.ts';
import {
  casRegisterInput,
  casRegisterOutput,
  kvAppendInput,
  kvAppendOutput,
  kvInput,
  kvOutput,
} from './arbitrary-operations.ts';
import { faultOfOrder, hasOrder, statesBefore } from './brute-force.ts';
import { plannedOperations, play } from './timeline.ts';
import { trueRegister, trueStore, trueTexts } from './true-objects.ts';

const RUNS = { numRuns: 3000, seed: 42 };

/** Compares the verdict with the brute-force one, and looks at the evidence for it. */
function agrees<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): boolean {
  const { verdict, partitions } = checkHistory(history, model);
  const [result] = partitions;
  if (hasOrder(history, model)) {
    return verdict === 'ok' && faultOfOrder(history, model, result?.order ?? []) === null;
  }
  const violation = result?.violation;
  const failing = history.operations[violation?.failing ?? -1];
  return (
    verdict === 'violation' &&
    violation?.isFirst === true &&
    failing !== undefined &&
    failing.id === firstFailing(history, model) &&
    areStatesRight(violation, statesBefore(history, model, returnEvent(failing)))
  );
}

/** Of states that say more and less of the same revision, the one that says less is enough. */
function areStatesRight({ states }: Violation, all: ReadonlySet<string>): boolean {
  const isListed = (state: string) => states.includes(state) || state.includes('revision');
  return states.every((state) => all.has(state)) && [...all].every(isListed);
}

/** The operation whose completion is the first without an order, by trying all completions. */
function firstFailing<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): number | undefined {
  return history.operations
    .filter(({ outcome }) => outcome.kind === 'completed')
    .sort((a, b) => returnEvent(a) - returnEvent(b))
    .find((operation) => !hasOrder(history, model, returnEvent(operation)))?.id;
}

function assertAgrees<State, Input, Output>(
  t: ExecutionContext,
  histories: fc.Arbitrary<History<Input, Output>>,
  model: Model<State, Input, Output>,
): void {
  fc.assert(
    fc.property(histories, (history) => agrees(history, model)),
    RUNS,
  );
  t.pass();
}

test('a cas-register has an order exactly when trying all orders finds one', (t) => {
  const plans = plannedOperations(casRegisterInput, casRegisterOutput, 7);
  assertAgrees(
    t,
    plans.map((plan) => play(plan, trueRegister())),
    casRegister(),
  );
});

for (const revisions of [true, false]) {
  const name = revisions ? 'with revisions' : 'without revisions';
  test(`a key ${name} has an order exactly when trying all orders finds one`, (t) => {
    const lie = (input: Parameters<typeof kvOutput>[0]) => kvOutput(input, { revisions });
    const plans = plannedOperations(kvInput, lie, 7);
    assertAgrees(
      t,
      plans.map((plan) => play(plan, trueStore({ revisions }))),
      kv(),
    );
  });
}

test('a text has an order exactly when trying all orders finds one', (t) => {
  const plans = plannedOperations(kvAppendInput, kvAppendOutput, 7);
  assertAgrees(
    t,
    plans.map((plan) => play(plan, trueTexts())),
    kvAppend(),
  );
});

test('what a correct object did always has an order, whatever is unknown', (t) => {
  const plans = plannedOperations(kvInput, () => fc.constant(null), 30);
  fc.assert(
    fc.property(plans, (plan) => {
      const history = play(
        plan.map((one) => ({ ...one, lie: null })),
        trueStore({ revisions: true }),
      );
      return checkHistory(history, kv()).verdict === 'ok';
    }),
    { ...RUNS, numRuns: 500 },
  );
  t.pass();
});
