import test from 'ava';
import fc from 'fast-check';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import { FORMATS, type Format } from '../../../sim/checker/foreign/formats.ts';
import { casRegisterWords } from '../../../sim/checker/foreign/vocabularies/cas-register-words.ts';
import { kvWords } from '../../../sim/checker/foreign/vocabularies/kv-words.ts';
import { writeCases } from '../../../sim/checker/foreign/write-cases.ts';
import { writePorcupineKv } from '../../../sim/checker/foreign/write-history.ts';
import { runTask } from '../../../sim/run/run-task.ts';
import { RaftLabError } from '../../../src/base/errors.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';
import { casRegisterInput, casRegisterOutput, kvInput, kvOutput } from './arbitrary-operations.ts';
import { syntheticHistory, withStaleRead } from './synthetic-history.ts';
import { plannedOperations, play } from './timeline.ts';
import { trueRegister, trueStore } from './true-objects.ts';

/** The history of a file in another format; null where that format cannot say it. */
function rewritten(text: string, format: Format): string | null {
  try {
    return writeCases(
      checkForeignHistory(text).cases.map((one) => one.written()),
      format,
    );
  } catch (error) {
    if (error instanceof RaftLabError && error.code === 'INVALID_REQUEST') {
      return null;
    }
    throw error;
  }
}

const registerPlans = plannedOperations(casRegisterInput, casRegisterOutput, 10);
const kvPlans = plannedOperations(kvInput, (input) => kvOutput(input, { revisions: true }), 10);

for (const format of FORMATS) {
  test(`a register's history has one verdict and one text after a way through ${format}`, (t) => {
    let written = 0;
    fc.assert(
      fc.property(registerPlans, (plan) => {
        const history = play(plan, trueRegister());
        const verdict = checkHistory(history, casRegisterWords.model(undefined)).verdict;
        const text = rewritten(writePorcupineKv(history, casRegisterWords), format);
        if (text !== null) {
          written++;
          t.is(checkForeignHistory(text).verdict, verdict);
          const again = rewritten(text, format) ?? '';
          t.is(rewritten(again, format), again);
        }
      }),
      { numRuns: 60, seed: 5 },
    );
    t.true(written > 20, `${written} histories`);
  });

  if (format !== 'jepsen-log') {
    test(`a store's history has one verdict and one text after a way through ${format}`, (t) => {
      fc.assert(
        fc.property(kvPlans, (plan) => {
          const history = play(plan, trueStore({ revisions: true }));
          const verdict = checkHistory(history, kvWords.model(undefined)).verdict;
          const text = rewritten(writePorcupineKv(history, kvWords), format) ?? '';
          t.is(checkForeignHistory(text, { model: 'kv' }).verdict, verdict);
        }),
        { numRuns: 60, seed: 6 },
      );
    });
  }
}

test('what clients of a run saw has one verdict in both formats, before and after a lie', (t) => {
  const task = { seed: '11', profile: 'lite', scenario: null, overrides: { durationMicros: 1e6 } };
  const { history } = runTask(task, nodePorts());
  const load = { seed: 4, clients: 4, operations: 300, keys: 3, revisions: true };
  const lie = withStaleRead(
    syntheticHistory({ ...load, values: Number.POSITIVE_INFINITY, unknownShare: 0.05 }),
  );
  for (const [told, expected] of [
    [history, 'ok'],
    [lie, 'violation'],
  ] as const) {
    const porcupine = writePorcupineKv(told, kvWords);
    const jepsen = rewritten(porcupine, 'knossos-edn') ?? '';
    t.deepEqual(
      [porcupine, jepsen].map((text) => checkForeignHistory(text).verdict),
      [expected, expected],
    );
  }
});

/** What a file may suffer on its way. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  instead: fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('', '[', '}', '"', 'nil', ':info', '#', '\\', ';', '-1e999', '\n', '{}'),
  ),
});

for (const format of FORMATS) {
  test(`a damaged file of ${format} is refused or has a verdict, and nothing else`, (t) => {
    const plans = fc.sample(registerPlans, { numRuns: 12, seed: 9 });
    const kv = syntheticHistory({
      ...{ seed: 2, clients: 3, operations: 12, keys: 2, revisions: true },
      ...{ values: 3, unknownShare: 0.2 },
    });
    const texts = [
      ...plans.map((plan) => writePorcupineKv(play(plan, trueRegister()), casRegisterWords)),
      writePorcupineKv(kv, kvWords),
    ].flatMap((text) => rewritten(text, format) ?? []);
    t.true(texts.length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(damage, { maxLength: 3 }), (text, all) => {
        const damaged = all.reduce((left, { at, length, instead }) => {
          const start = Math.floor(at * left.length);
          return left.slice(0, start) + instead + left.slice(start + length);
        }, text);
        try {
          checkForeignHistory(damaged, { format, stepsMax: 20_000 });
          checkForeignHistory(damaged, { stepsMax: 20_000 });
        } catch (error) {
          t.true(error instanceof RaftLabError, `${damaged}\n${String(error)}`);
        }
      }),
      { numRuns: 300, seed: 8 },
    );
  });
}
