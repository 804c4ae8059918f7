import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import type { Model } from '../../../sim/checker/model.ts';
import { casRegister } from '../../../sim/checker/models/cas-register.ts';
import { growSet } from '../../../sim/checker/models/grow-set.ts';
import { kvAppend } from '../../../sim/checker/models/kv-append.ts';
import { multiRegister } from '../../../sim/checker/models/multi-register.ts';
import { mutex } from '../../../sim/checker/models/mutex.ts';
import { SeenTexts } from '../../../sim/checker/models/seen-texts.ts';

/** The verdict on operations of which each ends before the next begins. */
function verdict<State, Input, Output>(
  model: Model<State, Input, Output>,
  ...calls: readonly (readonly [Input, Output | null])[]
): string {
  const recorder = new HistoryRecorder<Input, Output>();
  for (const [input, output] of calls) {
    const id = recorder.invoke(0, input);
    if (output !== null) {
      recorder.complete(id, output);
    }
  }
  return checkHistory(recorder.history(), model).verdict;
}

test('a register returns the initial value until it is written', (t) => {
  const read = { kind: 'read' } as const;
  t.is(verdict(casRegister(7), [read, { kind: 'read', value: 7 }]), 'ok');
  t.is(verdict(casRegister(7), [read, { kind: 'read', value: null }]), 'violation');
});

test('a register tells the number 1 from the text "1"', (t) => {
  const write = [{ kind: 'write', value: 1 }, { kind: 'written' }] as const;
  t.is(
    verdict(casRegister(), write, [{ kind: 'read' }, { kind: 'read', value: '1' }]),
    'violation',
  );
});

test('a mutex is acquired and released in turn', (t) => {
  const acquire = [{ kind: 'acquire' }, { kind: 'done' }] as const;
  const release = [{ kind: 'release' }, { kind: 'done' }] as const;
  t.is(verdict(mutex(), acquire, release, acquire), 'ok');
  t.is(verdict(mutex(), acquire, acquire), 'violation');
  t.is(verdict(mutex(), release), 'violation');
  t.is(verdict(mutex(true), release), 'ok');
});

test('an unknown release lets a second acquire succeed, but not a third', (t) => {
  const acquire = [{ kind: 'acquire' }, { kind: 'done' }] as const;
  const release = [{ kind: 'release' }, null] as const;
  t.is(verdict(mutex(), acquire, release, acquire), 'ok');
  t.is(verdict(mutex(), acquire, release, acquire, acquire), 'violation');
});

test('a set returns every element exactly once, in any order', (t) => {
  const add = (value: number) => [{ kind: 'add', value }, { kind: 'added' }] as const;
  const read = (...values: number[]) => [{ kind: 'read' }, { kind: 'read', values }] as const;
  t.is(verdict(growSet(), add(2), add(10), read(10, 2)), 'ok');
  t.is(verdict(growSet(), add(2), add(10), read(2)), 'violation');
  t.is(verdict(growSet(), add(2), read(2, 2)), 'violation');
  t.is(verdict(growSet([2]), read(2)), 'ok');
});

test('a transaction reads what it wrote itself, and all of it at one moment', (t) => {
  const write = (register: string, value: number) => ({ kind: 'write', register, value }) as const;
  const read = (register: string, value: number | null) =>
    ({ kind: 'read', register, value }) as const;
  const done = (...steps: ReturnType<typeof write | typeof read>[]) =>
    [{ steps }, { steps }] as const;
  const model = multiRegister({ x: 0, y: 0 });
  t.is(verdict(model, done(write('x', 1), read('x', 1), read('y', 0))), 'ok');
  t.is(verdict(model, done(write('x', 1), read('x', 0))), 'violation');
  t.is(verdict(model, done(write('x', 1), write('y', 1)), done(read('y', null))), 'ok');
});

test('an appended text is seen after what was there, and a put starts anew', (t) => {
  const append = (value: string) =>
    [{ kind: 'append', key: 'k', value }, { kind: 'written' }] as const;
  const put = (value: string) => [{ kind: 'put', key: 'k', value }, { kind: 'written' }] as const;
  const get = (value: string) =>
    [
      { kind: 'get', key: 'k' },
      { kind: 'read', value },
    ] as const;
  t.is(verdict(kvAppend(), get(''), append('a'), append('b'), get('ab')), 'ok');
  t.is(verdict(kvAppend(), append('a'), append('b'), get('ba')), 'violation');
  t.is(verdict(kvAppend(), append('a'), put('c'), append('b'), get('cb')), 'ok');
  t.is(verdict(kvAppend('x'), append('a'), get('xa')), 'ok');
});

test('a text is seen when some returned text begins with it, or has it as a part', (t) => {
  const texts = new SeenTexts(['', 'ab', 'abc', 'b', 'abd']);
  for (const text of ['', 'a', 'ab', 'abc', 'abd', 'b']) {
    t.true(texts.haveBeginning(text), text);
  }
  for (const text of ['abcd', 'ac', 'c', 'bc', 'aa']) {
    t.false(texts.haveBeginning(text), text);
  }
  t.true(texts.havePart('bc'));
  t.false(texts.havePart('ba'));
});
