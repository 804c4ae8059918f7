import test from 'ava';
import { type ErrorCode, RaftLabError } from '../../src/base/errors.ts';
import {
  admitStart,
  type BootstrapRecord,
  type InitialMember,
  type StartRequest,
} from '../../src/storage/bootstrap.ts';
import { node } from '../branded.ts';

const member = (id: number, address = `10.0.0.${id}:7000`): InitialMember => ({
  node: node(id),
  address,
});
const THREE = [member(1), member(2), member(3)];
const SELF = member(1);

const asOriginal: BootstrapRecord = {
  join: false,
  removed: false,
  newcomer: false,
  machineType: 'kv',
  members: THREE,
};
const asJoiner: BootstrapRecord = { ...asOriginal, join: true, members: [] };

function request(change: Partial<StartRequest> = {}): StartRequest {
  return { self: SELF, join: false, machineType: 'kv', members: [], ...change };
}

function outcome(recorded: BootstrapRecord | null, asked: StartRequest) {
  try {
    return admitStart(recorded, asked);
  } catch (error) {
    if (error instanceof RaftLabError) {
      return error.code;
    }
    throw error;
  }
}

/** What was recorded, what is asked for, and what must come of it (seeds.md ST-01 to ST-06). */
const TABLE: readonly [
  string,
  BootstrapRecord | null,
  Partial<StartRequest>,
  ErrorCode | 'starts',
][] = [
  ['first start as an original member', null, { members: THREE }, 'starts'],
  ['first start to join', null, { join: true }, 'starts'],
  ['nothing recorded, no list, no join (ST-05 e)', null, {}, 'NOT_BOOTSTRAPPED'],
  ['join with a list (ST-05 f)', null, { join: true, members: THREE }, 'MEMBERS_WITH_JOIN'],
  ['join with a list, again', asOriginal, { join: true, members: THREE }, 'MEMBERS_WITH_JOIN'],
  ['a list without the node (ST-01)', null, { members: THREE.slice(1) }, 'MEMBERS_WITHOUT_SELF'],
  [
    'a list with the node at another address (ST-01)',
    null,
    { members: [member(1, '10.0.0.1:7001'), ...THREE.slice(1)] },
    'MEMBERS_WITHOUT_SELF',
  ],
  ['bare restart of an original member (ST-03)', asOriginal, {}, 'starts'],
  ['bare restart of a joined node (ST-03)', asJoiner, {}, 'starts'],
  ['restart with the same list', asOriginal, { members: THREE }, 'starts'],
  [
    'restart with the same list in another order',
    asOriginal,
    { members: [...THREE].reverse() },
    'starts',
  ],
  ['a joined node that joins again (ST-04)', asJoiner, { join: true }, 'starts'],
  ['another machine type (ST-05 a)', asOriginal, { machineType: 'other' }, 'MACHINE_TYPE_CHANGED'],
  [
    'another machine type, joined',
    asJoiner,
    { machineType: 'other', join: true },
    'MACHINE_TYPE_CHANGED',
  ],
  ['joined, now with a list (ST-05 b)', asJoiner, { members: THREE }, 'JOINED_WITH_MEMBERS'],
  ['original, now to join (ST-05 c)', asOriginal, { join: true }, 'INITIAL_MEMBER_JOINING'],
  [
    'one member more (ST-05 d)',
    asOriginal,
    { members: [...THREE, member(4)] },
    'INCONSISTENT_MEMBERS',
  ],
  ['one member less (ST-05 d)', asOriginal, { members: THREE.slice(0, 2) }, 'INCONSISTENT_MEMBERS'],
  [
    'one other address (ST-05 d)',
    asOriginal,
    { members: [member(1), member(2), member(3, '10.0.0.3:7001')] },
    'INCONSISTENT_MEMBERS',
  ],
  [
    'one other id (ST-05 d)',
    asOriginal,
    { members: [member(1), member(2), member(4, '10.0.0.3:7000')] },
    'INCONSISTENT_MEMBERS',
  ],
  ['removed, bare', { ...asOriginal, removed: true }, {}, 'NODE_REMOVED'],
  ['removed, with its list', { ...asOriginal, removed: true }, { members: THREE }, 'NODE_REMOVED'],
  ['removed, to join', { ...asJoiner, removed: true }, { join: true }, 'NODE_REMOVED'],
];

for (const [name, recorded, change, expected] of TABLE) {
  test(`${name}: ${expected}`, (t) => {
    const got = outcome(recorded, request(change));
    t.is(typeof got === 'string' ? got : 'starts', expected);
  });
}

test('a restart keeps the record that was written first', (t) => {
  t.is(outcome(asOriginal, request({ members: [...THREE].reverse() })), asOriginal);
  t.is(outcome(asJoiner, request({ join: true })), asJoiner);
});

test('a first start records its members sorted by node', (t) => {
  t.deepEqual(outcome(null, request({ members: [...THREE].reverse() })), asOriginal);
});

test('every combination of a record and a request starts or has a code of its own', (t) => {
  const records = [null, asOriginal, asJoiner, { ...asOriginal, removed: true }];
  const lists = [[], THREE, THREE.slice(1), [...THREE, member(4)]];
  const codes = new Set<string>();
  for (const recorded of records) {
    for (const members of lists) {
      for (const join of [true, false]) {
        for (const machineType of ['kv', 'other']) {
          const got = outcome(recorded, request({ members, join, machineType }));
          codes.add(typeof got === 'string' ? got : 'starts');
        }
      }
    }
  }
  t.deepEqual(
    [...codes].sort(),
    [
      'INCONSISTENT_MEMBERS',
      'INITIAL_MEMBER_JOINING',
      'JOINED_WITH_MEMBERS',
      'MACHINE_TYPE_CHANGED',
      'MEMBERS_WITHOUT_SELF',
      'MEMBERS_WITH_JOIN',
      'NODE_REMOVED',
      'NOT_BOOTSTRAPPED',
      'starts',
    ].sort(),
  );
});

test('a refusal names this node and both lists', (t) => {
  const error = t.throws(() => admitStart(asOriginal, request({ members: [...THREE, member(4)] })));
  t.regex(error?.message ?? '', /recorded \{1 at 10\.0\.0\.1:7000, .*given \{.*4 at 10\.0\.0\.4/);
  const without = t.throws(() => admitStart(null, request({ members: THREE.slice(1) })));
  t.regex(without?.message ?? '', /this node is 1 at 10\.0\.0\.1:7000/);
});
