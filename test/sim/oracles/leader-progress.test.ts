import test from 'ava';
import { LeaderProgress } from '../../../sim/oracles/leader-progress.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { expectAlarm } from './synthetic-host.ts';

interface Known {
  matchIndex: number;
}

/** A host whose replica knows this of node 2. */
function hostKnowing(progress: Known, isLeader = true): SimHost {
  const state = { isLeader, term: 3, progress: new Map([[2, progress]]) };
  return { id: 1, touched: new Set([{ group: 1, raft: { state } }]) } as unknown as SimHost;
}

test('an acknowledgement that is taken back is reported', (t) => {
  const oracle = new LeaderProgress();
  const progress = { matchIndex: 7 };
  oracle.afterTurn(hostKnowing(progress));
  progress.matchIndex = 6;
  expectAlarm(t, 'leader-progress', () => oracle.afterTurn(hostKnowing(progress)));
});

test('knowing the same or more is in order, and so is beginning anew in another term', (t) => {
  const oracle = new LeaderProgress();
  const progress = { matchIndex: 7 };
  oracle.afterTurn(hostKnowing(progress));
  oracle.afterTurn(hostKnowing(progress));
  progress.matchIndex = 9;
  oracle.afterTurn(hostKnowing(progress));
  t.notThrows(() => oracle.afterTurn(hostKnowing({ matchIndex: 0 })));
});

test('only leaders are held to what they know', (t) => {
  const oracle = new LeaderProgress();
  const progress = { matchIndex: 7 };
  oracle.afterTurn(hostKnowing(progress));
  progress.matchIndex = 0;
  t.notThrows(() => oracle.afterTurn(hostKnowing(progress, false)));
});
