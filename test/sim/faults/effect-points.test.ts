import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { EffectKinds } from '../../../sim/faults/effect-kinds.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import { EFFECT_KINDS } from '../../../sim/world/effect-kind.ts';
import type { NodeId, Term } from '../../../src/base/ids.ts';
import { sealEntry } from '../../../src/codec/entry-record.ts';
import type { Effect } from '../../../src/engine/events.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { Entry } from '../../../src/raft/entry.ts';
import { encodeBatch, type LogRecord } from '../../../src/storage/log/batch.ts';
import { index, node, term } from '../../branded.ts';
import { entry as commandEntry } from '../../raft/replica.ts';
import { GROUP, hostOf } from '../oracles/synthetic-host.ts';

const SECOND = 1_000_000;
const HOST = hostOf(1);

function logWrite(entries: readonly Entry[], voteTerm: Term, vote: NodeId): Effect {
  for (const each of entries) {
    sealEntry(each, nodeChecksum);
  }
  const hardState = { term: voteTerm, vote, commitIndex: index(0) };
  const record: LogRecord = { kind: 'state', group: GROUP, hardState, entries };
  const buffer = new Uint8Array(8192);
  const place = { number: 1, segment: 1, syncedThrough: 0, previous: 0 };
  const { bytes: length } = encodeBatch(place, [record], buffer, nodeChecksum);
  const file = 'log-0000000000000001';
  return { kind: 'write', file, offset: 512, buffer, length, token: 1 };
}

const syncOf = (file: string): Effect => ({ kind: 'sync', file, dataOnly: true, token: 1 });
const renameOf = (file: string, target: string): Effect => ({
  kind: 'rename',
  file,
  target,
  token: 1,
});
const SNAPSHOT = 'group-00000001.0000000000000005.0000000000000001.snapshot';

test('an effect is told by what it is, and by nothing else', (t) => {
  const effects: readonly (readonly [string, Effect])[] = [
    ['vote', logWrite([], term(2), node(3))],
    ['append', logWrite([commandEntry(2, 1)], term(2), node(3))],
    ['sync', syncOf('log-0000000000000001')],
    ['snapshotRename', renameOf(`${SNAPSHOT}.saving.temporary`, SNAPSHOT)],
    ['logTruncate', renameOf('log-0000000000000001', 'log-0000000000000009')],
    ['none', syncOf(SNAPSHOT)],
  ];
  for (const [expected, effect] of effects) {
    const kinds = new EffectKinds(nodeChecksum);
    const told = EFFECT_KINDS.filter((kind) => kinds.is(kind, HOST, effect));
    t.deepEqual(
      told,
      EFFECT_KINDS.filter((kind) => kind === expected),
    );
  }
});

test('entries that take the place of others truncate the log, and those that follow do not', (t) => {
  const kinds = new EffectKinds(nodeChecksum);
  const truncates = (...indices: number[]) => {
    const entries = indices.map((each) => commandEntry(each, 1));
    return kinds.is('logTruncate', HOST, logWrite(entries, term(2), node(3)));
  };
  t.false(truncates(4, 5));
  t.false(truncates(6));
  t.true(truncates(6, 7));
  kinds.forget(HOST);
  t.false(truncates(2));
});

test('nodes end around their effects, are started again, and nothing is lost', (t) => {
  const struck = new Set<string>();
  for (const seed of ['1', '4', '7']) {
    const config = calm(drawConfig(seed, { nodes: 3, groups: 1, durationMicros: 4 * SECOND }));
    const { verdict, violation, counts } = runSeed(
      {
        ...config,
        tuning: { ...config.tuning, snapshotEntries: 5, segmentBytes: 4096 },
        faults: { ...config.faults, effectPointMicros: SECOND / 10, longOutage: 0 },
      },
      { checksum: nodeChecksum, utf8: nodeUtf8 },
    );
    t.is(verdict, 'pass', violation?.message);
    let points = 0;
    for (const kind of EFFECT_KINDS) {
      for (const side of ['before', 'after'] as const) {
        points += counts.crashPoints[kind][side];
        struck.add(counts.crashPoints[kind][side] > 0 ? `${side} ${kind}` : '');
      }
    }
    t.is(points, counts.faults.crash);
    t.is(counts.faults.restart, counts.faults.crash);
  }
  t.true(struck.size > 8, [...struck].join(', '));
});
