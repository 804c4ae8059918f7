import test from 'ava';
import fc from 'fast-check';
import type { Message } from '../../src/raft/message.ts';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import { draftOf, leader, replica, sentOf, settledLeader } from './replica.ts';

test('what was taken is not given out again', (t) => {
  const raft = leader();
  const first = raft.takeReady();
  t.true(first.mustPersist);
  t.true(first.entries.length > 0 && first.messages.length > 0);
  const second = raft.takeReady();
  t.false(second.mustPersist);
  t.deepEqual([second.entries, second.messages, second.messagesAfterPersist], [[], [], []]);
});

test('a leader’s appends leave beside its own write, not after it', (t) => {
  const raft = settledLeader();
  raft.proposeCommand(draftOf());
  const ready = raft.takeReady();
  t.is(ready.entries.length, 1);
  t.is(ready.messages.filter(({ kind }) => kind === 'append').length, 2);
});

test('a commit index alone is no reason to write', (t) => {
  const raft = replica({ terms: [1], term: 1 });
  raft.step({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(1),
    prevIndex: index(1),
    prevTerm: term(1),
    commitIndex: index(1),
    entries: [],
  });
  const ready = raft.takeReady();
  t.is(ready.hardState.commitIndex, index(1));
  t.false(ready.mustPersist);
});

test('a higher term must be durable before anything that implies it leaves', (t) => {
  const raft = replica({ term: 1 });
  raft.step({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(5),
    prevIndex: index(0),
    prevTerm: term(0),
    commitIndex: index(0),
    entries: [],
  });
  const ready = raft.takeReady();
  t.true(ready.hardStateChanged && ready.mustPersist);
  t.is(ready.hardState.term, term(5));
  t.deepEqual(sentOf({ ...ready, messagesAfterPersist: [] }, 'appendResponse'), []);
  t.is(sentOf(ready, 'appendResponse').length, 1);
});

test('a leader refuses commands beyond its limit until earlier ones are applied', (t) => {
  const raft = settledLeader({ options: { unappliedBytesMax: 200 } });
  t.is(raft.proposeCommand(draftOf(150)).kind, 'accepted');
  t.deepEqual(raft.proposeCommand(draftOf(100)), { kind: 'refused', refusal: 'busy' });
  raft.state.unappliedBytes = 0;
  // One command of any size is let in where nothing waits.
  t.is(raft.proposeCommand(draftOf(5000)).kind, 'accepted');
});

test('a follower refuses proposals', (t) => {
  t.deepEqual(replica().proposeCommand(draftOf()), { kind: 'refused', refusal: 'notLeader' });
});

test('whatever is lost, doubled and reordered, replicas agree on what they have applied', (t) => {
  const anyFate = fc.constantFrom('delivered', 'lost', 'lost');
  const anyAct = fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constant('tick'), who: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('propose'), who: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('campaign'), who: fc.nat(2) }) },
  );
  const anyRun = fc.record({
    acts: fc.array(anyAct, { maxLength: 40 }),
    fates: fc.array(anyFate, { minLength: 1, maxLength: 60 }),
  });
  fc.assert(
    fc.property(anyRun, ({ acts, fates }) => {
      const group = new Group(3);
      let messages = 0;
      group.isLost = (_: Message) => fates[messages++ % fates.length] === 'lost';
      for (const { act, who } of acts) {
        const raft = group.raft(who + 1);
        if (act === 'tick') {
          raft.tick();
        } else if (act === 'propose') {
          raft.proposeCommand(draftOf());
        } else {
          raft.campaign();
        }
        group.settle();
      }
      const logs = [1, 2, 3].map((id) => group.raft(id).state.log);
      const through = Math.min(...logs.map((log) => log.commitIndex));
      for (let at = 1; at <= through; at++) {
        t.is(new Set(logs.map((log) => log.termAt(index(at)))).size, 1, `entry ${at}`);
      }
      group.heal();
      group.tick(120);
      const applied = [1, 2, 3].map((id) => group.raft(id).state.log.appliedIndex);
      t.is(new Set(applied).size, 1);
      t.true((applied[0] ?? 0) >= through && (applied[0] ?? 0) > 0);
    }),
    { numRuns: 60 },
  );
});

test('election timeouts lie between one and two base timeouts, and differ between replicas', (t) => {
  const draws = Array.from({ length: 20 }, (_, seed) => {
    const raft = replica({ options: { seed } });
    return raft.state.electionTimeoutTicks;
  });
  t.true(draws.every((ticks) => ticks >= 10 && ticks < 20));
  t.true(new Set(draws).size > 4);
});
