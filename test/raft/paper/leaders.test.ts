import test from 'ava';
import { index, node, term } from '../../branded.ts';
import { acknowledge, draftOf, leader, persistAll, sentOf, settledLeader } from '../replica.ts';
import { PLAIN, refuseAppend, sentTo, tick } from './messages.ts';

// Raft Figure 2, the box "Rules for Servers": leaders. Seen to fail with entries of any term committed by
// counting (src/raft/commit.ts), and with the leader counted before its disk (src/raft/ready.ts).

test('a leader speaks to every server as soon as it is elected (Figure 2, leaders 1)', (t) => {
  // Not an empty append, as in the paper, but one with the empty entry that begins the term.
  const sent = sentOf(persistAll(leader()), 'append');
  t.deepEqual(
    sent.map(({ to }) => to),
    [node(2), node(3)],
  );
});

test('an idle leader goes on speaking, before any election timeout passes (Figure 2, leaders 1)', (t) => {
  const raft = settledLeader({ options: PLAIN });
  for (let period = 0; period < 3; period++) {
    tick(raft, raft.state.options.heartbeatTicks);
    t.is(sentOf(persistAll(raft), 'heartbeat').length, 2);
  }
  t.true(raft.state.options.heartbeatTicks < raft.state.options.electionTicks);
});

test('a command of a client goes to the end of the log (Figure 2, leaders 2)', (t) => {
  const raft = settledLeader();
  const proposed = raft.proposeCommand(draftOf());
  t.deepEqual(proposed, { kind: 'accepted', index: index(2), term: term(1) });
  t.is(raft.state.log.lastIndex, index(2));
});

test('a command may be applied, and its client answered, once it is committed (Figure 2, leaders 2)', (t) => {
  const raft = settledLeader();
  raft.proposeCommand(draftOf());
  persistAll(raft);
  t.is(raft.state.log.applicableIndex, index(1));
  acknowledge(raft, 2, 2);
  t.is(raft.state.log.applicableIndex, index(2));
});

test('a server that lacks entries is sent those from its next index on (Figure 2, leaders 3)', (t) => {
  const raft = settledLeader();
  raft.proposeCommand(draftOf());
  raft.proposeCommand(draftOf());
  const [sent] = sentTo(persistAll(raft), 'append', 2);
  t.is(sent?.prevIndex, index(1));
  t.deepEqual(
    sent?.entries.map((entry) => entry.index),
    [index(2), index(3)],
  );
});

test('a success moves what the leader knows of a server, and what it sends next (Figure 2, leaders 3, success)', (t) => {
  const raft = leader({ terms: [1, 1] });
  persistAll(raft);
  acknowledge(raft, 2, 3);
  const progress = raft.state.progress.get(node(2));
  t.is(progress?.matchIndex, index(3));
  t.is(progress?.nextIndex, index(4));
});

test('a refusal makes the leader try again from further back (Figure 2, leaders 3, inconsistency)', (t) => {
  const raft = leader({ terms: [1, 1, 1, 1] });
  persistAll(raft);
  refuseAppend(raft, 2, 4, 3);
  const [sent] = sentTo(persistAll(raft), 'append', 2);
  t.is(sent?.prevIndex, index(3));
  // Not one by one, as in the figure, but as far as the refusal says (§5.3, its last paragraphs).
  refuseAppend(raft, 2, 3, 0);
  t.is(sentTo(persistAll(raft), 'append', 2)[0]?.prevIndex, index(0));
});

test('an entry of the own term on a majority is committed (Figure 2, leaders 4)', (t) => {
  const raft = leader({ voters: [1, 2, 3, 4, 5] });
  persistAll(raft);
  acknowledge(raft, 2, 1);
  t.is(raft.state.log.commitIndex, index(0));
  acknowledge(raft, 3, 1);
  t.is(raft.state.log.commitIndex, index(1));
});

test('an entry of an earlier term is not committed by counting, but with one of the own (Figure 2, leaders 4)', (t) => {
  const raft = leader({ terms: [1, 2], term: 2 });
  persistAll(raft);
  acknowledge(raft, 2, 2);
  t.is(raft.state.log.commitIndex, index(0));
  acknowledge(raft, 2, 3);
  t.is(raft.state.log.commitIndex, index(3));
});

test('a leader counts itself only as far as its own disk has the entries (Figure 2, leaders 4)', (t) => {
  const raft = leader();
  raft.proposeCommand(draftOf());
  raft.takeReady();
  acknowledge(raft, 2, 2);
  t.is(raft.state.log.commitIndex, index(0));
  raft.persisted({ index: index(1), term: term(1) });
  t.is(raft.state.log.commitIndex, index(1));
});
