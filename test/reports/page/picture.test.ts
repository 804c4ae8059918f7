import test from 'ava';
import { distanceToLine, hitAt } from '../../../reports/page/hit.ts';
import { keysByInterest, layOutStory } from '../../../reports/page/layout.ts';
import { nextOperation } from '../../../reports/page/next-operation.ts';
import { machineSpansOf, roleSpansOf } from '../../../reports/page/role-spans.ts';
import { nextStop } from '../../../reports/page/row-class.ts';
import { RowIndex } from '../../../reports/page/row-index.ts';
import type { StoryPage } from '../../../reports/page/story-bytes.ts';
import { Viewport } from '../../../reports/page/viewport.ts';
import { linkModules } from '../../../reports/sim/story/link-modules.ts';
import { RowTable } from '../../../sim/record/story/row-table.ts';
import { StateTable } from '../../../sim/record/story/state-table.ts';
import {
  MACHINE_CELLS,
  MESSAGE_KINDS,
  REPLICA_CELLS,
  STORY_ROLES,
  type StoryOperation,
} from '../../../sim/record/story/story.ts';

const HEARTBEAT = MESSAGE_KINDS.indexOf('heartbeat');
const APPEND = MESSAGE_KINDS.indexOf('append');
const END = 1000;

function operation(id: number, key: string, from: number, until: number | null): StoryOperation {
  const place = { place: id, effectMicros: from, isFailing: false, rows: [] };
  const outcome = until === null ? 'unknown' : 'completed';
  return { id, client: 1, key, words: '', fromMicros: from, untilMicros: until, outcome, ...place };
}

/** Two nodes of group 1: n1 leads from 100 on, asleep from 300 on; n2 is down from 400 to 600. */
function story(): StoryPage {
  const rows = new RowTable(100);
  const message = { kind: 'message', node: 0, peer: 1, group: 1, fate: 'done' } as const;
  rows.end(rows.add({ ...message, what: HEARTBEAT, atMicros: 100 }), 'done', 150);
  rows.end(rows.add({ ...message, what: APPEND, atMicros: 200 }), 'done', 300);
  rows.add({ kind: 'commit', node: 0, group: 1, a: 0, b: 1, atMicros: 500 });
  rows.add({ kind: 'commit', node: 0, group: 2, a: 0, b: 1, atMicros: 700 });
  const states = new StateTable(100);
  for (const node of [0, 1]) {
    const first = states.place({ kind: 'replica', node, group: 1, text: -1 }, REPLICA_CELLS.length);
    const machine = states.place(
      { kind: 'machine', node, group: 0, text: -1 },
      MACHINE_CELLS.length,
    );
    const set = (cell: (typeof REPLICA_CELLS)[number], value: number, at: number) =>
      states.set(first + REPLICA_CELLS.indexOf(cell), value, at);
    states.set(machine, 1, 0);
    if (node === 0) {
      set('role', STORY_ROLES.indexOf('leader'), 100);
      set('term', 7, 100);
      set('configuration', 1, 200);
      set('isAsleep', 1, 300);
    } else {
      states.set(machine, 3, 400);
      states.set(machine, 1, 600);
    }
  }
  return {
    nodes: [0, 1].map((id) => ({ id, name: `n${id + 1}`, address: '' })),
    groups: [1],
    texts: [],
    configurations: [{ voters: [0, 1], outgoing: [0], learners: [], witnesses: [] }],
    rows: rows.finish(),
    states: states.finish(),
    operations: [
      operation(0, 'a', 0, 100),
      operation(1, 'a', 50, 200),
      operation(2, 'a', 120, null),
      operation(3, 'b', 0, 10),
    ],
    violationRow: null,
    disagreement: null,
    standings: [],
    endMicros: END,
    omitted: 0,
    bands: [],
    openMicros: 0,
    healedMicros: null,
  };
}

const told = story();
const layout = layOutStory(told, 1, keysByInterest(told));
const viewport = new Viewport({ fromMicros: 0, untilMicros: END }, 40, 1000);
const scene = {
  layout,
  viewport,
  index: new RowIndex(told.rows),
  rows: told.rows,
  group: 1,
  heartbeats: false,
};

test('spans of a replica tell its role, its term, its sleep and a joint configuration', (t) => {
  const spans = roleSpansOf(told).get(layout.lanes[0]?.first ?? -1) ?? [];
  t.deepEqual(
    spans.map(({ fromMicros, role, term, isJoint, isAsleep }) => [
      fromMicros,
      role,
      term,
      isJoint,
      isAsleep,
    ]),
    [
      [0, 'absent', 0, false, false],
      [100, 'leader', 7, false, false],
      [200, 'leader', 7, true, false],
      [300, 'leader', 7, true, true],
    ],
  );
});

test('spans of a machine tell when it was down', (t) => {
  t.deepEqual(machineSpansOf(told).get(1), [{ kind: 'down', fromMicros: 400, untilMicros: 600 }]);
  t.deepEqual(machineSpansOf(told).get(0), []);
});

test('operations that overlap stand below each other, later ones where there is room', (t) => {
  const [first, second, third] = layout.keys[0]?.operations ?? [];
  t.is(layout.keys[0]?.key, 'a');
  t.true((second?.y ?? 0) > (first?.y ?? 0));
  t.is(third?.y, first?.y);
});

test('what is pointed at is found: a message between its lanes, an operation, the name of a lane', (t) => {
  const [from, to] = layout.lanes.map(({ y }) => y + 26);
  const middle = ((from ?? 0) + (to ?? 0)) / 2;
  t.deepEqual(hitAt({ x: viewport.x(250), y: middle }, scene), { kind: 'row', row: 1 });
  t.deepEqual(hitAt({ x: viewport.x(500), y: (from ?? 0) + 4 }, scene), { kind: 'row', row: 2 });
  t.deepEqual(hitAt({ x: 10, y: to ?? 0 }, scene), { kind: 'lane', node: 1 });
  const box = layout.keys[0]?.operations[1];
  t.deepEqual(hitAt({ x: viewport.x(130), y: (box?.y ?? 0) + 3 }, scene), {
    kind: 'operation',
    id: 1,
  });
});

test('heartbeats are pointed at only where they are shown, and other groups never', (t) => {
  const y = (layout.lanes[0]?.y ?? 0) + 26 + 29;
  t.deepEqual(hitAt({ x: viewport.x(125), y }, scene), { kind: 'nothing' });
  t.deepEqual(hitAt({ x: viewport.x(125), y }, { ...scene, heartbeats: true }), {
    kind: 'row',
    row: 0,
  });
  const lane = (layout.lanes[0]?.y ?? 0) + 26;
  t.deepEqual(hitAt({ x: viewport.x(700), y: lane }, scene), { kind: 'nothing' });
});

test('a step goes to the next event of the group, over heartbeats, and ends at the end', (t) => {
  const wanted = { group: 1, heartbeats: false };
  t.is(nextStop(told.rows, -1, 1, wanted), 1);
  t.is(nextStop(told.rows, 1, 1, wanted), 2);
  t.is(nextStop(told.rows, 2, 1, wanted), null);
  t.is(nextStop(told.rows, 1, -1, { ...wanted, heartbeats: true }), 0);
});

test('the distance to a line is that to its nearest point, ends included', (t) => {
  const line = { fromX: 0, fromY: 0, toX: 10, toY: 0 };
  t.is(distanceToLine(5, 3, line), 3);
  t.is(distanceToLine(14, 3, line), 5);
  t.is(distanceToLine(3, 4, { fromX: 0, fromY: 0, toX: 0, toY: 0 }), 5);
});

test('modules are linked in the order in which they need each other, each in its own scope', (t) => {
  const files: Readonly<Record<string, string>> = {
    'a/main.js':
      "import { two as deux } from './two.js';\nconst x = 1;\nglobalThis.linked = x + deux();\n",
    'a/two.js': "import { x } from '../b/x.js';\nexport function two() {\n  return x + 1;\n}\n",
    'b/x.js': '// A comment: export default\nexport const x = 40;\n',
  };
  const script = linkModules('a/main.js', (path) => files[path] ?? '');
  new Function(script)();
  t.is((globalThis as { linked?: number }).linked, 42);
});

test('a module that cannot be linked is named', (t) => {
  t.throws(() => linkModules('a.js', () => 'export default 1;\n'), {
    message: /a\.js cannot be linked/,
  });
});

test('the next operation is of a key that is shown, and past either end the last one stays', (t) => {
  const next = (step: 1 | -1, chosen: number | null, nowMicros: number, keys = ['a']) =>
    nextOperation(story().operations, step, { keys, chosen, nowMicros })?.id;
  t.is(next(1, 0, 0), 1);
  t.is(next(-1, 2, 0), 1);
  t.is(next(1, 2, 0), 2);
  t.is(next(-1, 0, 0), 0);
  t.is(next(1, 0, 0, ['a', 'b']), 3);
  t.is(next(1, null, 100), 2);
  t.is(next(-1, null, 100), 1);
  t.is(next(1, null, END), 2);
  t.is(next(1, 3, 60), 2, 'one of a key that is not shown is as none');
  t.is(next(1, null, 0, []), undefined);
});
