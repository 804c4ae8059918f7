import test from 'ava';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import { guessFormat, toModelName } from '../../../sim/checker/foreign/formats.ts';
import { DecodeError, RaftLabError } from '../../../src/base/errors.ts';

/** Texts that are no histories, by what the message must name. */
const WRONG: readonly (readonly [string, RegExp])[] = [
  ['INFO  jepsen.util - 1 :invoke :read', /line 1 /],
  ['INFO  jepsen.util - 1 :invoke :read nil\nINFO  jepsen.util - 1 :okk :read 1', /"okk"/],
  ['[{:process 1, :type :invoke, :f :read} 7]', /7 stands where an event is expected at byte 39/],
  ['[{:process 1, :type :invoke, :f :pop}]', /"pop" is no operation of a register/],
  ['[{:process 1, :type :ok, :f :read, :value 1}]', /process 1 has no operation open/],
  ['[{:process 1, :type :invoke, :f :cas, :value 3}]', /3 stands where \[old new\] is expected/],
  ['[{:type :invoke, :f :read}]', /process null/],
  [
    '[{:process 1, :type :invoke, :f :read} {:process 1, :type :invoke, :f :read}]',
    /process 1 has two operations open/,
  ],
  ['{"cases": 3}', /no list of cases/],
  ['[{"process": 1,]', /no JSON/],
  ['INFO  jepsen.util - 1 :invoke :cas 1 2', /line 1 does not end with one value/],
  ['{"cases": [{"operations": [{"f": "read", "call": "x"}]}]}', /operation 0 has "x" for its call/],
  [
    '{"cases": [{"operations": [{"f": "read", "call": 3, "return": 2}]}]}',
    /operation 0 returns before it is called/,
  ],
  [`[{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}]`, /more than 100 values lie in one another/],
  [`[${'#tag '.repeat(1000)} 1]`, /more than 100 values lie in one another/],
];

for (const [text, message] of WRONG) {
  test(`${JSON.stringify(text.slice(0, 100))} is refused by name and place`, (t) => {
    t.throws(() => checkForeignHistory(text), { instanceOf: DecodeError, message });
  });
}

test('a model that does not exist is refused with those that do', (t) => {
  const expectation = { instanceOf: RaftLabError, code: 'INVALID_REQUEST' };
  t.throws(() => toModelName('queue'), { ...expectation, message: /multi-register/ });
  t.is(toModelName('kv'), 'kv');
});

test('each format is known by how it begins', (t) => {
  t.is(guessFormat(''), 'jepsen-log');
  t.is(guessFormat('INFO  jepsen.util - 1 :invoke :read nil'), 'jepsen-log');
  t.is(guessFormat('; a comment\n[{:process 1}]'), 'knossos-edn');
  t.is(guessFormat('({:process 1})'), 'knossos-edn');
  t.is(guessFormat('{:process 1, :type :invoke}'), 'porcupine-kv');
  t.is(guessFormat('[\n  {\n  "process": 1}]'), 'knossos-json');
  t.is(guessFormat('{\n "cases": []}'), 'unit-json');
});

test('events of a nemesis and without an operation are no operations', (t) => {
  const text = `[{:process :nemesis, :type :info, :f :start}
    {:process :nemesis, :type :invoke, :f :start} {:process :nemesis, :type :invoke, :f :stop}
    {:process 3, :type :info, :f :read}]`;
  const [one] = checkForeignHistory(text).cases;
  t.is(one?.operations, 0);
  t.is(one?.check.verdict, 'ok');
});

test('a failed cas is an observation in a Jepsen log, and nothing in an EDN file', (t) => {
  const log = ['write 1', 'cas [1 2]']
    .flatMap((words) => {
      const [f, ...value] = words.split(' ');
      const end = f === 'cas' ? 'fail' : 'ok';
      return ['invoke', end].map(
        (type) => `INFO jepsen.util - 1 :${type} :${f} ${value.join(' ')}`,
      );
    })
    .join('\n');
  t.is(checkForeignHistory(log).verdict, 'violation');
  const edn = `[{:process 1 :type :invoke :f :write :value 1} {:process 1 :type :ok :f :write :value 1}
    {:process 1 :type :invoke :f :cas :value [1 2]} {:process 1 :type :fail :f :cas :value [1 2]}]`;
  t.is(checkForeignHistory(edn).verdict, 'ok');
});

test('a mutex in EDN is known by its operations', (t) => {
  const acquire = (process: number, type: string) =>
    `{:process ${process}, :type :${type}, :f :acquire, :value nil}`;
  const [one] = checkForeignHistory(
    `(${acquire(1, 'invoke')} ${acquire(1, 'ok')} ${acquire(2, 'invoke')} ${acquire(2, 'ok')})`,
  ).cases;
  t.is(one?.model, 'mutex');
  t.is(one?.check.verdict, 'violation');
  t.is(one?.violations[0]?.failingEvent, 3);
});

test('other lines of a Jepsen log, and what the nemesis does, are no operations', (t) => {
  const [one] = checkForeignHistory(
    `INFO  jepsen.core - Running
INFO  jepsen.util - :nemesis\t:info\t:start\t"Cut off {:n1 #{:n2}}"\r
INFO  jepsen.util - 3\t:invoke\t:read\tnil\r\n`,
  ).cases;
  t.is(one?.operations, 1);
  t.is(one?.check.verdict, 'ok');
});

test('long texts and comments are read, however long', (t) => {
  const long = 'a'.repeat(3_000_000);
  const [one] = checkForeignHistory(
    `${';\n'.repeat(1_000_000)}[{:process 1 :type :invoke :f :write :value "${long}"}]`,
  ).cases;
  t.is(one?.operations, 1);
});
