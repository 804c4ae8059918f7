import test from 'ava';
import { Campaigns } from '../../../sim/oracles/campaigns.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { EntryKind } from '../../../src/raft/entry.ts';
import type { Role } from '../../../src/raft/state.ts';
import { index } from '../../branded.ts';
import { entry, replica } from '../../raft/replica.ts';
import { expectAlarm, hostOf, replicaOf } from './synthetic-host.ts';

const KINDS: readonly EntryKind[] = ['empty', 'configuration', 'command', 'configuration'];

/** Node 1 in this role, of four entries that are a change each second time. */
function hostIn(role: Role, commit: number, applied: number, term = 1): SimHost {
  const entries = KINDS.map((kind, at) => entry(at + 1, 1, 0, kind));
  const raft = replica({ term, entries, commit });
  raft.state.log.appliedTo(index(applied));
  raft.state.role = role;
  return hostOf(1, replicaOf(raft));
}

test('who has applied every change that it knows to be committed may campaign', (t) => {
  t.notThrows(() => {
    new Campaigns().afterTurn(hostIn('preCandidate', 2, 2));
    new Campaigns().afterTurn(hostIn('candidate', 3, 2));
    new Campaigns().afterTurn(hostIn('candidate', 0, 0));
  });
});

test('who follows or leads may have changes left to apply', (t) => {
  t.notThrows(() => {
    new Campaigns().afterTurn(hostIn('follower', 4, 1));
    new Campaigns().afterTurn(hostIn('leader', 4, 1));
  });
});

test('a campaign with a committed change that is not applied raises an alarm', (t) => {
  for (const role of ['preCandidate', 'candidate'] as const) {
    expectAlarm(t, 'campaigns', () => new Campaigns().afterTurn(hostIn(role, 2, 1)));
    expectAlarm(t, 'campaigns', () => new Campaigns().afterTurn(hostIn(role, 4, 3)));
  }
});

test('every campaign is looked at: those after the first, too, and those after a restart', (t) => {
  const oracle = new Campaigns();
  oracle.afterTurn(hostIn('candidate', 2, 2, 3));
  expectAlarm(t, 'campaigns', () => oracle.afterTurn(hostIn('candidate', 4, 2, 4)));
  oracle.stopping(hostOf(1));
  expectAlarm(t, 'campaigns', () => oracle.afterTurn(hostIn('candidate', 4, 2, 4)));
});
