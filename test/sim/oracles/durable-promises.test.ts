import test from 'ava';
import type { DurableLogs } from '../../../sim/oracles/durable-logs.ts';
import { DurablePromises } from '../../../sim/oracles/durable-promises.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { replica } from '../../raft/replica.ts';
import { acknowledgement, vote } from './synthetic-answers.ts';
import { expectAlarm, GROUP, hostOf, replicaOf, sealedLog } from './synthetic-host.ts';

/** A medium with entries of these terms, and this term and vote. */
interface Medium {
  readonly terms?: readonly number[];
  readonly term?: number;
  readonly vote?: number;
}

function oracleOn(medium: Medium): DurablePromises {
  return new DurablePromises(mediumOf(medium));
}

function mediumOf({ terms = [], term: inTerm, vote = 0 }: Medium): DurableLogs {
  const durable = {
    holds: (_node: number, _group: number, at: number, entryTerm: number) =>
      terms[at - 1] === entryTerm,
    hardState: () => (inTerm === undefined ? null : { term: inTerm, vote, commitIndex: 0 }),
  };
  return durable as unknown as DurableLogs;
}

function machine(raft = replica(), isDamaged = false, isWiped = false): SimHost {
  const host = hostOf(1, replicaOf(raft));
  return Object.assign(host, { disk: { isDamaged, faults: { isWiped } } }) as SimHost;
}

const preVote = (inTerm: number, granted: boolean) => ({
  group: GROUP,
  message: { ...vote(inTerm, 2, granted).message, kind: 'preVoteResponse' as const },
});

test('answers from a term that is on the medium, or below it, raise no alarm', (t) => {
  const oracle = oracleOn({ term: 4, vote: 3 });
  t.notThrows(() => {
    oracle.sent(machine(), vote(4, 3));
    oracle.sent(machine(), vote(4, 2, false));
    oracle.sent(machine(), vote(3, 2));
    oracle.sent(machine(), acknowledgement(4));
    oracle.sent(machine(), preVote(4, false));
  });
});

test('a granted pre-vote speaks of a term that nobody is in', (t) => {
  t.notThrows(() => oracleOn({ term: 4 }).sent(machine(), preVote(5, true)));
});

test('an answer from a term that is not on the medium raises an alarm', (t) => {
  for (const medium of [{}, { term: 4 }]) {
    for (const answer of [vote(5, 2, false), acknowledgement(5), preVote(5, false)]) {
      expectAlarm(t, 'durable-promises', () => oracleOn(medium).sent(machine(), answer));
    }
  }
});

test('a vote that is not on the medium raises an alarm', (t) => {
  for (const vote_ of [0, 2]) {
    const oracle = oracleOn({ term: 4, vote: vote_ });
    expectAlarm(t, 'durable-promises', () => oracle.sent(machine(), vote(4, 3)));
  }
});

test('the entry at the durable mark must be on the medium, in its term', (t) => {
  const raft = replica({ entries: sealedLog([1, 1, 2]) });
  t.notThrows(() => oracleOn({ terms: [1, 1, 2] }).afterTurn(machine(raft)));
  for (const terms of [[1, 1], [1, 1, 1], []]) {
    expectAlarm(t, 'durable-promises', () => oracleOn({ terms }).afterTurn(machine(raft)));
  }
});

test('nothing is asked of the first entry, nor of a disk that was damaged or wiped', (t) => {
  const oracle = oracleOn({});
  const raft = replica({ entries: sealedLog([1, 1, 2]) });
  t.notThrows(() => {
    oracle.afterTurn(machine(replica({ entries: sealedLog([1]) })));
    oracle.afterTurn(machine(raft, true));
    oracle.afterTurn(machine(raft, false, true));
    oracle.sent(machine(raft, true), acknowledgement(5));
  });
});

test('a mode that relaxes entries relaxes neither term nor vote', (t) => {
  const written = { terms: [1, 1, 2], term: 5, vote: 3 };
  const raft = replica({ entries: sealedLog([1, 1, 2]) });
  const oracle = new DurablePromises(mediumOf(written), mediumOf({ term: 4 }));
  t.notThrows(() => oracle.afterTurn(machine(raft)));
  expectAlarm(t, 'durable-promises', () => oracle.sent(machine(), vote(5, 3)));
  expectAlarm(t, 'durable-promises', () => oracle.sent(machine(), acknowledgement(5)));
});
