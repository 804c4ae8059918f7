import test from 'ava';
import { numbersIn, parseTranscript } from './transcript.ts';

const TEXT = `# why

add-nodes 3 voters=(1, 2,3) index=10
----
INFO one

# A comment before a command with input.
propose-conf-change 1 v1=true
v3 l4
----
ok
`;

test('a command has its words, its named values, its input and its answer', (t) => {
  const [added, proposed, ...more] = parseTranscript(TEXT);
  t.deepEqual(added, {
    line: 3,
    command: 'add-nodes',
    ids: ['3'],
    options: new Map([
      ['voters', '1, 2,3'],
      ['index', '10'],
    ]),
    input: [],
    expected: ['INFO one'],
  });
  t.deepEqual(proposed?.input, ['v3 l4']);
  t.deepEqual(proposed?.expected, ['ok']);
  t.deepEqual(more, []);
});

test('an answer with blank lines stands between doubled separators', (t) => {
  const [first, second] = parseTranscript('a\n----\n----\none\n\ntwo\n----\n----\n\nb\n----\nok\n');
  t.deepEqual(first?.expected, ['one', '', 'two']);
  t.is(second?.command, 'b');
});

test('a command without an answer is refused by its line', (t) => {
  t.throws(() => parseTranscript('a\n----\nok\n\nb\n'), { message: /line 5/ });
});

test('a list of numbers may be empty', (t) => {
  t.deepEqual(numbersIn('1, 22'), [1, 22]);
  t.deepEqual(numbersIn(''), []);
});
