import test from 'ava';
import type { ErrorCode, RaftLabError } from '../../src/base/errors.ts';
import type { StoreKind } from '../../src/engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import {
  admitStart,
  type BootstrapRecord,
  decodeBootstrap,
  encodeBootstrap,
  type InitialMember,
} from '../../src/storage/bootstrap.ts';
import { bootstrapFile } from '../../src/storage/file-names.ts';
import { group, node } from '../branded.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';
import { BenchNode, groupsOf, memberOf } from './bench-node.ts';

/** What an earlier start has left. */
const RECORDED = ['absent', 'initial', 'joined', 'removed initial', 'removed joined'] as const;
/** The list of members that is given now. */
const GIVEN = {
  none: [],
  same: [1, 2, 3].map(memberOf),
  reordered: [3, 1, 2].map(memberOf),
  'one more': [1, 2, 3, 4].map(memberOf),
  'one less': [1, 2].map(memberOf),
  'another address of a peer': [
    memberOf(1),
    memberOf(2),
    { ...memberOf(3), address: '10.0.0.9:1' },
  ],
  'another id of a peer': [memberOf(1), memberOf(2), { ...memberOf(3), node: node(9) }],
  'without this node': [2, 3, 4].map(memberOf),
  'this node elsewhere': [{ ...memberOf(1), address: '10.0.0.9:1' }, memberOf(2), memberOf(3)],
  'one id twice': [memberOf(1), memberOf(2), { ...memberOf(2), address: '10.0.0.9:1' }],
  'one address twice': [memberOf(1), memberOf(2), { ...memberOf(2), node: node(9) }],
} as const satisfies Readonly<Record<string, readonly InitialMember[]>>;

type Given = keyof typeof GIVEN;

interface Start {
  readonly recorded: (typeof RECORDED)[number];
  readonly given: Given;
  readonly join: boolean;
  readonly otherType: boolean;
}

const STARTS: readonly Start[] = RECORDED.flatMap((recorded) =>
  (Object.keys(GIVEN) as Given[]).flatMap((given) =>
    [false, true].flatMap((join) =>
      [false, true].map((otherType) => ({ recorded, given, join, otherType })),
    ),
  ),
);

/** Of two rules that apply the first one decides (seeds.md ST-01 to ST-06; raft.md 2.1.1). */
const RULES: readonly (readonly [ErrorCode, (start: Start) => boolean])[] = [
  ['NODE_REMOVED', ({ recorded }) => recorded.startsWith('removed')],
  ['MEMBERS_WITH_JOIN', ({ join, given }) => join && given !== 'none'],
  [
    'NOT_BOOTSTRAPPED',
    ({ recorded, given, join }) => recorded === 'absent' && given === 'none' && !join,
  ],
  ['INVALID_CONFIG', ({ recorded, given }) => recorded === 'absent' && given.endsWith('twice')],
  [
    'MEMBERS_WITHOUT_SELF',
    ({ recorded, given }) =>
      recorded === 'absent' && (given === 'without this node' || given === 'this node elsewhere'),
  ],
  ['MACHINE_TYPE_CHANGED', ({ recorded, otherType }) => recorded !== 'absent' && otherType],
  ['JOINED_WITH_MEMBERS', ({ recorded, given }) => recorded === 'joined' && given !== 'none'],
  ['INITIAL_MEMBER_JOINING', ({ recorded, join }) => recorded === 'initial' && join],
  [
    'INCONSISTENT_MEMBERS',
    ({ recorded, given }) =>
      recorded === 'initial' && given !== 'none' && given !== 'same' && given !== 'reordered',
  ],
];

function expected(start: Start): ErrorCode | 'starts' {
  return RULES.find(([, applies]) => applies(start))?.[0] ?? 'starts';
}

function recordOf(recorded: Start['recorded']): BootstrapRecord | null {
  if (recorded === 'absent') {
    return null;
  }
  const join = recorded.endsWith('joined');
  const removed = recorded.startsWith('removed');
  const members = join ? [] : GIVEN.same;
  return { join, removed, newcomer: false, machineType: 'kv-memory', members };
}

function describe({ recorded, given, join, otherType }: Start): string {
  return `${recorded}, given ${given}${join ? ' and join' : ''}${otherType ? ', other type' : ''}`;
}

test('every combination of what is recorded and what is given starts, or has its error', (t) => {
  t.is(STARTS.length, 220);
  const outcomes = new Set<string>();
  for (const start of STARTS) {
    const machineType = start.otherType ? 'other' : 'kv-memory';
    let outcome: string = 'starts';
    try {
      const request = {
        self: memberOf(1),
        join: start.join,
        machineType,
        members: GIVEN[start.given],
      };
      admitStart(recordOf(start.recorded), request);
    } catch (error) {
      outcome = (error as RaftLabError).code;
    }
    t.is(outcome, expected(start), describe(start));
    outcomes.add(outcome);
  }
  t.deepEqual([...outcomes].sort(), [...RULES.map(([code]) => code), 'starts'].sort());
});

/** The files of node 1 after a first start; removed ones have the mark of their removal. */
function filesAfter(recorded: Start['recorded']): Map<string, Uint8Array> {
  if (recorded === 'absent') {
    return new Map();
  }
  const join = recorded.endsWith('joined');
  const groups = groupsOf(join ? [] : [1, 2, 3]).map((each) => ({ ...each, join }));
  const { disk } = BenchNode.started(groups);
  const file = bootstrapFile(group(1));
  const record = decodeBootstrap(disk.files.get(file) as Uint8Array, nodeChecksum, nodeUtf8);
  const removed = recorded.startsWith('removed');
  disk.files.set(file, encodeBootstrap({ ...record, removed }, nodeChecksum, nodeUtf8));
  return disk.files;
}

function startedWith(files: ReadonlyMap<string, Uint8Array>, start: Start) {
  const disk = new MemoryDisk();
  for (const [file, bytes] of files) {
    disk.files.set(file, bytes.slice());
  }
  const groups = groupsOf([]).map((each) => ({
    ...each,
    join: start.join,
    members: GIVEN[start.given],
  }));
  const store: StoreKind = start.otherType ? 'level' : 'memory';
  return BenchNode.started(groups, {}, disk, { store });
}

test('a whole node does the same, and a refusal that is not a removal changes no byte', (t) => {
  for (const recorded of RECORDED) {
    const files = filesAfter(recorded);
    for (const start of STARTS.filter((each) => each.recorded === recorded)) {
      const bench = startedWith(files, start);
      const failed =
        bench.noticed('nodeFailed')[0]?.error ?? bench.noticed('replicaRemoved')[0]?.error;
      const outcome = failed === undefined ? 'starts' : (failed as RaftLabError).code;
      t.is(outcome, expected(start), describe(start));
      if (outcome !== 'starts' && outcome !== 'NODE_REMOVED') {
        t.deepEqual(bench.disk.files, new Map(files), describe(start));
        t.regex(failed?.message ?? '', /^group 1 does not start: /);
      }
    }
  }
});

test('a directory of one id is not started under another, whatever it is told', (t) => {
  const files = filesAfter('initial');
  for (const given of Object.keys(GIVEN) as Given[]) {
    const disk = new MemoryDisk();
    for (const [file, bytes] of files) {
      disk.files.set(file, bytes.slice());
    }
    const groups = groupsOf([]).map((each) => ({ ...each, members: GIVEN[given] }));
    const bench = BenchNode.started(groups, {}, disk, memberOf(2));
    const [failed] = bench.noticed('nodeFailed');
    t.is((failed?.error as RaftLabError | undefined)?.code, 'DIRECTORY_NOT_OWNED', given);
    t.deepEqual(disk.files, new Map(files));
  }
});

test('a directory of another machine is refused until somebody says that it was moved', (t) => {
  const { disk } = BenchNode.started(groupsOf([1]), {}, new MemoryDisk(), { hostname: 'there' });
  const codes = (change: { readonly hostname?: string; readonly acceptsHostname?: boolean }) =>
    BenchNode.started(groupsOf([1]), {}, disk, change)
      .noticed('nodeFailed')
      .map(({ error }) => (error as RaftLabError).code);
  t.deepEqual(codes({ hostname: 'here' }), ['HOSTNAME_CHANGED']);
  t.deepEqual(codes({ hostname: 'there' }), []);
  t.deepEqual(codes({}), []);
  t.deepEqual(codes({ hostname: 'here', acceptsHostname: true }), []);
  t.deepEqual(codes({ hostname: 'here' }), []);
  t.deepEqual(codes({ hostname: 'there' }), ['HOSTNAME_CHANGED']);
});
