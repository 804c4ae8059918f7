import test from 'ava';
import { NOWHERE, Violation, type ViolationPlace } from '../../../../sim/oracles/violation.ts';
import { ancestorsOf } from '../../../../sim/record/story/ancestors.ts';
import { causeWords, lastCauses } from '../../../../sim/record/story/last-causes.ts';
import { rowWords } from '../../../../sim/record/story/row-words.ts';
import {
  FATES,
  MESSAGE_KINDS,
  REPLICA_CELLS,
  ROW_KINDS,
  type RowKind,
  STORY_ROLES,
} from '../../../../sim/record/story/story.ts';
import { type Course, randomCourse } from '../../../../sim/run/run-seed.ts';
import { present } from '../../../../src/base/invariant.ts';
import { recordedRun, secondLeaderAt } from '../recorded-run.ts';

const SECOND = 1_000_000;
const SHORT = { durationMicros: 8 * SECOND, nodes: 3, groups: 2 };
const passing = recordedRun('21', SHORT);
const broken = recordedRun('3', SHORT, secondLeaderAt(5 * SECOND));
const { story } = passing.recording;
const { rows } = story;

function rowsOf(kind: RowKind, from = story): number[] {
  const wanted = ROW_KINDS.indexOf(kind);
  return [...from.rows.kind.keys()].filter((row) => from.rows.kind[row] === wanted);
}

function fatesOf(kind: RowKind): string[] {
  return rowsOf(kind).map((row) => FATES[rows.fate[row] as number] as string);
}

test('a story has each message that the world lost, delivered or doubled', (t) => {
  const { faults } = passing.result.counts;
  const fates = [...fatesOf('message'), ...fatesOf('request'), ...fatesOf('reply')];
  const lost = fates.filter((fate) => ['lost', 'overflow', 'cut'].includes(fate)).length;
  t.true(faults.loss > 0);
  t.is(lost, faults.loss);
  const starts = rowsOf('machine').filter((row) => /starts on what/.test(rowWords(story, row)));
  t.is(starts.length, faults.restart);
});

test('nothing ends before it began, and causes begin before what they set off ends', (t) => {
  for (let row = 0; row < rows.count; row++) {
    t.true((rows.untilMicros[row] as number) >= (rows.atMicros[row] as number));
  }
  for (let row = 0, at = 0; row < rows.count; row++) {
    for (; at < (rows.causesEnd[row] as number); at++) {
      const cause = rows.causes[at] as number;
      t.true((rows.atMicros[cause] as number) <= (rows.untilMicros[row] as number));
    }
  }
});

test('what an acknowledged write goes back to is a request, an append, a sync and a leader', (t) => {
  const write = story.operations.findLast(
    ({ outcome, words }) => outcome === 'completed' && words.startsWith('put'),
  );
  const words = ancestorsOf(rows, present(write, 'a write was acknowledged').rows).map((row) =>
    rowWords(story, row),
  );
  for (const wanted of [
    /^asks: put/,
    /^append entr/,
    /^commits entr/,
    /LEADER/,
    /^answers: (done|committed)/,
  ]) {
    t.true(
      words.some((each) => wanted.test(each)),
      `${wanted}`,
    );
  }
  t.true(words.some((each) => /SYNC log|write \d+ bytes at \d+ of log/.test(each)));
});

test('every operation that came to a node has its requests and answers', (t) => {
  const completed = story.operations.filter(({ outcome }) => outcome === 'completed');
  t.true(completed.length > 20);
  t.deepEqual(
    completed.filter((operation) => operation.rows.length < 2),
    [],
  );
  for (const { key, rows: own } of completed) {
    t.true(rowWords(story, own[0] as number).includes(key));
  }
});

test('changes of state end in the state that the replicas have', (t) => {
  const values = new Float64Array(story.states.cellCount);
  story.states.cell.forEach((cell, at) => {
    values[cell] = story.states.value[at] as number;
  });
  const leaders = story.states.cells.filter(
    ({ kind, first }) => kind === 'replica' && STORY_ROLES[values[first] as number] === 'leader',
  );
  t.is(leaders.length, story.groups.length);
  const commit = REPLICA_CELLS.indexOf('commitIndex');
  for (const { node, group, first } of leaders) {
    const { progress } = present(
      passing.recording.replicas.find(
        (replica) => replica.group === group && replica.node === story.nodes[node]?.id,
      ),
      'the replica is in the recording',
    );
    t.is(values[first + commit], progress.at(-1)?.commitIndex);
  }
});

test('an order of operations lies within their spans', (t) => {
  const placed = story.operations.filter(({ place }) => place >= 0);
  t.true(placed.length > 20);
  for (const { fromMicros, untilMicros, effectMicros, outcome } of placed) {
    t.true((effectMicros ?? -1) >= fromMicros);
    t.true(outcome !== 'completed' || (effectMicros ?? 0) <= (untilMicros ?? 0));
  }
});

test('two leaders of a term are both among the causes, and stand side by side', (t) => {
  const { story: told } = broken.recording;
  const row = present(told.violationRow, 'something broke');
  const { node, group, term } = present(broken.result.violation, 'something broke');
  t.is(told.nodes[told.rows.node[row] as number]?.id, node ?? 0);
  const led = ancestorsOf(told.rows, [row]).filter((each) => {
    const isRole = ROW_KINDS[told.rows.kind[each] as number] === 'role';
    return isRole && told.rows.term[each] === term && told.rows.group[each] === group;
  });
  t.true(led.length > 0);
  const { columns, rows: sides } = present(told.disagreement, 'there are sides');
  t.is(columns.filter((column) => column.includes('where it broke')).length, 1);
  t.true(columns.length > 1);
  t.true(sides.every(({ values }) => values.length === columns.length));
  t.true(sides.some(({ name }) => name.startsWith('entry ')));
});

/**
 * An oracle alarms in the turn in which a replica took in such a message. Seen to fail where the last
 * decision alone was blamed, and for heartbeats where all of them were left out.
 */
function brokenBy(kind: 'appendResponse' | 'heartbeat', atMicros: number): Course {
  return (simulation) => {
    const { world } = simulation;
    let taken: ViolationPlace | null = null;
    world.observe({
      taking: (host, { group }, message) => {
        if (world.nowMicros > atMicros && message.kind === kind) {
          taken = { ...NOWHERE, node: host.id, group };
        }
      },
      afterTurn: () => {
        if (taken !== null) {
          throw new Violation('leader-progress', 'invariant', 'it is so', taken);
        }
      },
    });
    randomCourse(simulation);
  };
}

for (const kind of ['appendResponse', 'heartbeat'] as const) {
  test(`the ${kind} in whose turn a rule broke is named among what it shows in`, (t) => {
    const { recording } = recordedRun('3', SHORT, brokenBy(kind, 2 * SECOND));
    const { rows: all, violationRow } = recording.story;
    const broke = present(violationRow, 'something broke');
    const causes = lastCauses(recording.story, 15);
    const { direct, shown } = causes;
    const came = direct.filter((row) => {
      const isIt = MESSAGE_KINDS[all.what[row] as number] === kind;
      const isMessage = ROW_KINDS[all.kind[row] as number] === 'message';
      return isMessage && isIt && all.peer[row] === all.node[broke];
    });
    t.true(came.length > 0);
    t.true(came.every((row) => shown.includes(row)));
    t.regex(causeWords(recording.story, came[0] as number, causes), /, came at \d/);
    t.true(
      came.every((row) => (all.atMicros[broke] as number) - (all.untilMicros[row] as number) < 100),
    );
  });
}
