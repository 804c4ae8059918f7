import test from 'ava';
import { COUNTS_VARIABLE, type CountedCase, Excluded, foreignCase } from './case-counts.ts';
import type { ForeignKind } from './kinds.ts';
import { hasFailure, summarize } from './summary.ts';

// What this file makes up is no case of anybody.
delete process.env[COUNTS_VARIABLE];

const there = (kind: ForeignKind) => (kind === 'quorum' ? 3 : null);

function counted(name: string, kind: CountedCase['end']['kind']): CountedCase {
  const end = kind === 'excluded' ? { kind, reason: 'no such thing here' } : { kind };
  return { kind: 'quorum', file: 'quorum/a.json', name, end };
}

test('a case counts once in however many tests it ran, with its worst end', (t) => {
  const text = summarize(
    [
      counted('1', 'passed'),
      counted('1', 'passed'),
      counted('2', 'failed'),
      counted('2', 'passed'),
    ],
    there,
  );
  t.regex(text, /quorum +1 passed, 1 failed, 1 not run\n {4}failed: quorum\/a\.json: 2\n/);
});

test('what is excluded is listed with its reason', (t) => {
  const text = summarize([counted('1', 'excluded')], () => null);
  t.regex(text, /quorum +0 passed, 1 excluded\n {4}quorum\/a\.json: 1: no such thing here\n/);
});

test('without the data the summary says that nothing ran', (t) => {
  t.is(summarize(null, there).split('\n').length, 1);
});

test('one failed case is a failure, an excluded one is none', (t) => {
  t.true(hasFailure([counted('1', 'passed'), counted('2', 'failed')]));
  t.false(hasFailure([counted('1', 'passed'), counted('2', 'excluded')]));
});

test('a case throws its failure on, and gives back why it was excluded', (t) => {
  t.deepEqual(
    foreignCase('quorum/a.json', '1', () => {
      throw new Excluded('why');
    }),
    { kind: 'excluded', reason: 'why' },
  );
  t.throws(() =>
    foreignCase('quorum/a.json', '1', () => {
      throw new Error('wrong');
    }),
  );
});
