import test from 'ava';
import { expectedName, similarName } from '../../src/base/similar-name.ts';

const NAMES = ['commit-prior-term', 'canary', 'disk', 'default'];

test('a name with a letter too few, too many or changed is recognised', (t) => {
  for (const given of ['commit-prior-trm', 'commit-prior-termm', 'Commit-Prior-Tern']) {
    t.is(similarName(given, NAMES), 'commit-prior-term');
  }
  t.is(similarName('defualt', NAMES), 'default');
});

test('a name that is like no other has no likeness', (t) => {
  t.is(similarName('xx', NAMES), null);
  t.is(similarName('partition', NAMES), null);
  t.is(similarName('', NAMES), null);
});

test('what was meant is told after all names, and of many names alone', (t) => {
  t.is(expectedName('net', ['disk', 'lite']), 'one of disk, lite');
  t.is(expectedName('dick', ['disk', 'lite']), 'one of disk, lite; did you mean disk?');
  const many = Array.from({ length: 13 }, (_, i) => `name-${'x'.repeat(3 * i)}`);
  t.is(expectedName('nme-xxx', many), 'a known name; did you mean name-xxx?');
  t.is(expectedName('else', many), `one of ${many.join(', ')}`);
});
