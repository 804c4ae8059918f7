import test from 'ava';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import { writeCases } from '../../../sim/checker/foreign/write-cases.ts';

/** Jepsen's independent registers: process, type, f, `[key value]`. */
function edn(...lines: readonly string[]): string {
  return `[${lines
    .map((line) => {
      const [process, type, f, ...value] = line.split(' ');
      return `{:process ${process}, :type :${type}, :f :${f}, :value ${value.join(' ')}}`;
    })
    .join('\n')}]`;
}

test('values of [key value] are one register for each key', (t) => {
  const checked = checkForeignHistory(
    edn(
      ...['0 invoke write [1 5]', '0 ok write [1 5]', '0 invoke read [2 nil]', '0 ok read [2 nil]'],
      ...[
        '0 invoke cas [1 [5 6]]',
        '0 ok cas [1 [5 6]]',
        '0 invoke read [1 nil]',
        '0 ok read [1 6]',
      ],
    ),
  );
  t.is(checked.verdict, 'ok');
  t.is(checked.cases[0]?.model, 'cas-register');
  t.is(checked.cases[0]?.check.partitions.length, 2);
  const again = writeCases(
    checked.cases.map((one) => one.written()),
    'knossos-json',
  );
  t.is(checkForeignHistory(again).cases[0]?.check.partitions.length, 2);
});

test('a stale read of one key is a violation that names the key', (t) => {
  const [one] = checkForeignHistory(
    edn(
      '0 invoke write ["a" 5]',
      '0 ok write ["a" 5]',
      '0 invoke read ["a" nil]',
      '0 ok read ["a" nil]',
    ),
  ).cases;
  t.is(one?.check.verdict, 'violation');
  t.true(one?.violations[0]?.text.includes('"a"'));
});

test('compare-and-set of one register has a pair for its value, and no key', (t) => {
  const [one] = checkForeignHistory(edn('0 invoke cas [1 2]', '0 fail cas [1 2]')).cases;
  t.is(one?.check.verdict, 'ok');
  t.is(one?.check.partitions[0]?.key ?? '', '');
});

test('a read of nil says nothing where Knossos is given a first value, and is strict elsewhere', (t) => {
  const text = edn('0 invoke read nil', '0 ok read nil', '0 invoke read nil', '0 ok read 0');
  t.is(checkForeignHistory(text, { initial: 0 }).verdict, 'ok');
  t.is(checkForeignHistory(text).verdict, 'violation');
});

test('whole numbers beyond 2^53 differ from their neighbours', (t) => {
  const text = (read: string) =>
    edn(
      '0 invoke write 9007199254740993',
      '0 ok write 9007199254740993',
      '0 invoke read nil',
      `0 ok read ${read}`,
    );
  t.is(checkForeignHistory(text('9007199254740993')).verdict, 'ok');
  t.is(checkForeignHistory(text('9007199254740992')).verdict, 'violation');
});
