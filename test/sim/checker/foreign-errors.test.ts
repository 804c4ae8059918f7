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
  t.is(guessFormat('2024-01-01 12:00:00,000{GMT}\tINFO\t[main] jepsen.core: x'), 'jepsen-log');
  t.is(guessFormat('#jepsen.history.Op{:process 1}'), 'knossos-edn');
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

/** As newer releases of Jepsen write it. */
const TODAY = `2024-01-01 12:00:00,000{GMT}\tINFO\t[jepsen test runner] jepsen.core: Relative time begins now
2024-01-01 12:00:00,000{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:write\t1
2024-01-01 12:00:00,003{GMT}\tWARN\t[jepsen worker 0] a.client: it was slow
java.net.SocketException: Connection reset
\tat java.base/java.net.SocketInputStream.read(SocketInputStream.java:186)
2024-01-01 12:00:00,004{GMT}\tINFO\t[jepsen worker nemesis] jepsen.util: :nemesis\t:info\t:start\tnil
2024-01-01 12:00:00,005{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:write\t1
2024-01-01 12:00:00,006{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:cas\t[1 2]
2024-01-01 12:00:00,007{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:fail\t:cas\t[1 2]\t:conn-closed
2024-01-01 12:00:00,008{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:write\t3
2024-01-01 12:00:00,009{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:info\t:write\t3\tclosed (by "n2
2024-01-01 12:00:00,010{GMT}\tINFO\t[jepsen worker 2] jepsen.util: 2\t:invoke\t:read\tnil
2024-01-01 12:00:00,011{GMT}\tINFO\t[jepsen worker 2] jepsen.util: 2\t:ok\t:read\t1
`;

test('a log of today is read like one of old, and other lines are skipped', (t) => {
  const { format, cases } = checkForeignHistory(TODAY);
  t.is(format, 'jepsen-log');
  t.deepEqual(
    cases.map(({ operations, unknown, check }) => [operations, unknown, check.verdict]),
    [[4, 1, 'ok']],
  );
  const stale = TODAY.replace(':ok\t:read\t1', ':ok\t:read\t2');
  t.is(checkForeignHistory(stale).verdict, 'violation');
});

test('a log is the same history with blanks for tabs, and without anything before the operations', (t) => {
  const blank = TODAY.replaceAll('\t', '  ').replace('closed (by "n2', ':closed');
  const bare = TODAY.replaceAll(/^.*jepsen\.util: /gm, '');
  for (const text of [blank, bare]) {
    const [one] = checkForeignHistory(text, { format: 'jepsen-log' }).cases;
    t.deepEqual([one?.operations, one?.unknown, one?.check.verdict], [4, 1, 'ok']);
  }
});

test('a cas that failed with an error showed nothing, and without one another value', (t) => {
  t.is(checkForeignHistory(TODAY.replace('\t:conn-closed', '')).verdict, 'violation');
});

test('a text of which no line is an operation is no log', (t) => {
  const message = /no line is an operation/;
  t.throws(() => checkForeignHistory('WARN nothing\nmore'), { instanceOf: DecodeError, message });
});

test('long texts and comments are read, however long', (t) => {
  const long = 'a'.repeat(3_000_000);
  const [one] = checkForeignHistory(
    `${';\n'.repeat(1_000_000)}[{:process 1 :type :invoke :f :write :value "${long}"}]`,
  ).cases;
  t.is(one?.operations, 1);
});
