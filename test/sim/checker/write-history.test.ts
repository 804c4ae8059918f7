import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import { readEdnEvents } from '../../../sim/checker/foreign/read-events.ts';
import { replayEvents } from '../../../sim/checker/foreign/replay-events.ts';
import { casRegisterWords } from '../../../sim/checker/foreign/vocabularies/cas-register-words.ts';
import { kvAppendWords } from '../../../sim/checker/foreign/vocabularies/kv-append-words.ts';
import { kvWords } from '../../../sim/checker/foreign/vocabularies/kv-words.ts';
import { multiRegisterWords } from '../../../sim/checker/foreign/vocabularies/multi-register-words.ts';
import type { Vocabulary } from '../../../sim/checker/foreign/vocabulary.ts';
import { jepsenEdnText, writePorcupineKv } from '../../../sim/checker/foreign/write-history.ts';
import { writtenEvents } from '../../../sim/checker/foreign/written-events.ts';
import type { History } from '../../../sim/checker/history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import type {
  TransactionInput,
  TransactionOutput,
} from '../../../sim/checker/models/multi-register.ts';
import {
  casRegisterInput,
  casRegisterOutput,
  kvAppendInput,
  kvAppendOutput,
  kvInput,
  kvOutput,
} from './arbitrary-operations.ts';
import { get, oneAfterAnother, put, written } from './kv-history.ts';
import { plannedOperations, play } from './timeline.ts';
import { trueRegister, trueStore, trueTexts } from './true-objects.ts';

/** What a history says, without who said it: processes of a file are not clients. */
function said<Input, Output>({ operations }: History<Input, Output>): unknown {
  return operations.map(({ input, call, outcome }) => ({ input, call, outcome }));
}

function writeJepsenEdn<State, Input, Output>(
  history: History<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): string {
  return jepsenEdnText(writtenEvents(history, vocabulary));
}

function assertReadBack<State, Input, Output>(
  t: ExecutionContext,
  histories: fc.Arbitrary<History<Input, Output>>,
  vocabulary: Vocabulary<State, Input, Output>,
): void {
  fc.assert(
    fc.property(histories, (history) => {
      for (const write of [writeJepsenEdn, writePorcupineKv]) {
        const read = replayEvents(readEdnEvents(write(history, vocabulary)), vocabulary);
        t.deepEqual(said(read.history), said(history));
      }
    }),
    { numRuns: 200, seed: 3 },
  );
}

test('a written history of a cas-register is read back as it was', (t) => {
  const plans = plannedOperations(casRegisterInput, casRegisterOutput, 12);
  assertReadBack(
    t,
    plans.map((plan) => play(plan, trueRegister())),
    casRegisterWords,
  );
});

test('a written history of keys is read back as it was', (t) => {
  const plans = plannedOperations(kvInput, (input) => kvOutput(input, { revisions: true }), 12);
  const store = () => trueStore({ revisions: true });
  assertReadBack(
    t,
    plans.map((plan) => play(plan, store())),
    kvWords,
  );
});

test('a written history of texts is read back as it was', (t) => {
  const plans = plannedOperations(kvAppendInput, kvAppendOutput, 12);
  assertReadBack(
    t,
    plans.map((plan) => play(plan, trueTexts())),
    kvAppendWords,
  );
});

test('a written history of transactions has keywords for their steps', (t) => {
  const recorder = new HistoryRecorder<TransactionInput, TransactionOutput>();
  const steps = [{ kind: 'read', register: 'x', value: 1 }] as const;
  recorder.complete(recorder.invoke(0, { steps: [{ ...steps[0], value: null }] }), { steps });
  const text = writeJepsenEdn(recorder.history(), multiRegisterWords);
  t.true(text.includes(':value [[:read :x nil]]'));
  t.true(text.includes(':value [[:read :x 1]]'));
  t.is(checkForeignHistory(text).cases[0]?.model, 'multi-register');
});

test('a client that goes on after an unknown outcome becomes a new process', (t) => {
  const history = oneAfterAnother(
    [7, put('a'), 'unknown'],
    [7, get, { kind: 'read', value: 'a', revision: 1 }],
  );
  const processes = readEdnEvents(writeJepsenEdn(history, kvWords)).map(({ process }) => process);
  t.deepEqual(processes, [7, 7, 107, 107]);
});

test('one line of a porcupine log has its fields in porcupine’s order', (t) => {
  const recorder = new HistoryRecorder<
    Parameters<typeof kvAppendWords.output>[0],
    ReturnType<typeof kvAppendWords.output>
  >();
  recorder.complete(recorder.invoke(0, { kind: 'append', key: '0', value: 'x 9 0 y' }), {
    kind: 'written',
  });
  t.is(
    writePorcupineKv(recorder.history(), kvAppendWords),
    '{:process 0, :type :invoke, :f :append, :key "0", :value "x 9 0 y"}\n' +
      '{:process 0, :type :ok, :f :append, :key "0", :value "x 9 0 y"}\n',
  );
});

test('the model of a written history of keys is guessed, and gives the same verdict', (t) => {
  const right = oneAfterAnother([1, put('a'), written(1, 0)], [2, put('b'), written(2, 1)]);
  const wrong = oneAfterAnother([1, put('a'), written(1, 0)], [2, put('b'), written(2, 0)]);
  for (const history of [right, wrong]) {
    const [one] = checkForeignHistory(writeJepsenEdn(history, kvWords)).cases;
    t.is(one?.model, 'kv');
    t.is(one?.check.verdict, checkHistory(history, kvWords.model(undefined)).verdict);
  }
});
