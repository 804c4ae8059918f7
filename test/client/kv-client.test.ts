import test from 'ava';
import { node } from '../branded.ts';
import { type Asked, ScriptedNodes } from './scripted-nodes.ts';

/** What identifies a write within its session. */
function identity({ command }: Asked) {
  return { session: command?.session, sequence: command?.sequence };
}

function withSession(id = 7): ScriptedNodes {
  const nodes = new ScriptedNodes();
  nodes.put();
  nodes.openSession(id);
  nodes.result('ok');
  nodes.outcomes.length = 0;
  nodes.asked.length = 0;
  return nodes;
}

test('the first write opens a session, and waits for it', (t) => {
  const nodes = new ScriptedNodes();
  nodes.put('a');
  nodes.put('b');
  t.deepEqual(
    nodes.asked.map(({ command }) => command?.kind),
    ['registerSession'],
  );
  nodes.openSession(7);
  t.like(nodes.asked.slice(1).map(identity), [
    { session: 7, sequence: 1 },
    { session: 7, sequence: 2 },
  ]);
});

test('a write without an answer is repeated as the same command of its session', (t) => {
  const nodes = withSession();
  nodes.put();
  const first = identity(nodes.last);
  nodes.pass(1001);
  nodes.pass(31);
  t.is(nodes.asked.length, 2);
  t.deepEqual(identity(nodes.last), first);
  nodes.result('ok');
  t.like(nodes.outcomes, [{ kind: 'written' }]);
  t.is(nodes.outcomes.length, 1);
});

test('a write without a session and without an answer is not repeated: its outcome is unknown', (t) => {
  const nodes = new ScriptedNodes(false);
  nodes.put();
  nodes.pass(1001);
  nodes.pass(5000);
  t.is(nodes.asked.length, 1);
  t.like(nodes.outcomes, [{ kind: 'unknown', cause: 'timeout' }]);
});

test('a read without an answer is repeated', (t) => {
  const nodes = new ScriptedNodes();
  nodes.read();
  nodes.pass(1001);
  nodes.pass(31);
  t.is(nodes.asked.length, 2);
});

test('a redirect is followed at once, and remembered', (t) => {
  const nodes = withSession();
  nodes.put();
  nodes.refuse('notLeader', node(3));
  t.is(nodes.last.node, node(3));
  nodes.result('ok');
  nodes.put();
  t.is(nodes.last.node, node(3));
});

test('of two redirects in a backoff period the second waits for a pause, then is followed', (t) => {
  const nodes = withSession();
  nodes.put();
  nodes.refuse('notLeader', node(3));
  nodes.refuse('notLeader', node(1));
  t.is(nodes.asked.length, 2);
  nodes.pass(29);
  t.is(nodes.asked.length, 2);
  nodes.pass(1);
  t.is(nodes.last.node, node(1));
  nodes.result('ok');
  t.like(nodes.outcomes, [{ kind: 'written' }]);
});

test('two nodes that name each other as the leader get at most two requests in a backoff period', (t) => {
  const nodes = new ScriptedNodes();
  nodes.read();
  const backoffs = 20;
  const answersMax = 1000;
  let answered = 0;
  for (let milli = 0; milli < backoffs * 30; milli++) {
    for (; answered < nodes.asked.length && answered < answersMax; answered++) {
      nodes.refuse('notLeader', node(nodes.last.node === node(1) ? 2 : 1));
    }
    nodes.pass(1);
  }
  t.true(answered >= backoffs, 'both go on being asked');
  t.true(answered <= 2 * backoffs + 2, `${answered} requests`);
});

test('a refusal without a better idea is followed by a pause and another node', (t) => {
  const nodes = new ScriptedNodes();
  nodes.read();
  const first = nodes.last.node;
  nodes.refuse('notLeader');
  t.is(nodes.asked.length, 1);
  nodes.pass(29);
  t.is(nodes.asked.length, 1);
  nodes.pass(1);
  t.is(nodes.asked.length, 2);
  t.not(nodes.last.node, first);
});

test('a busy leader is asked again after a pause', (t) => {
  const nodes = withSession();
  nodes.put();
  const { node: leader } = nodes.last;
  nodes.refuse('busy');
  nodes.pass(31);
  t.is(nodes.asked.length, 2);
  t.is(nodes.last.node, leader);
});

test('a final refusal ends the operation with its code', (t) => {
  for (const code of ['invalid', 'tooLarge', 'rejected'] as const) {
    const nodes = withSession();
    nodes.put();
    nodes.refuse(code);
    t.like(nodes.outcomes, [{ kind: 'failed', code }]);
    nodes.pass(6000);
    t.is(nodes.asked.length, 1);
  }
});

test('an operation that was certainly never carried out fails at its deadline', (t) => {
  const nodes = new ScriptedNodes(false);
  nodes.put();
  for (let i = 0; i < 200 && nodes.outcomes.length === 0; i++) {
    nodes.refuse('notLeader');
    nodes.pass(31);
  }
  nodes.refuse('notLeader');
  nodes.pass(5000);
  t.like(nodes.outcomes, [{ kind: 'failed', code: 'timeout' }]);
  const [outcome] = nodes.outcomes;
  t.regex(outcome?.kind === 'failed' ? outcome.reason : '', /, the last time as notLeader: /);
});

test('an operation that may have been carried out is unknown at its deadline', (t) => {
  const nodes = withSession();
  nodes.put();
  nodes.pass(1001);
  nodes.pass(31);
  nodes.refuse('notLeader');
  nodes.pass(5000);
  t.like(nodes.outcomes, [{ kind: 'unknown' }]);
});

test('a broken connection leaves a write with a session to be repeated, one without unknown', (t) => {
  for (const sessions of [true, false]) {
    const nodes = sessions ? withSession() : new ScriptedNodes(false);
    nodes.put();
    nodes.client.onDisconnected(nodes.last.node, nodes.nowMicros);
    nodes.pass(31);
    t.is(nodes.asked.length, sessions ? 2 : 1);
    t.is(nodes.outcomes.length, sessions ? 0 : 1);
  }
});

test('a node that cannot be reached costs no certainty', (t) => {
  const nodes = new ScriptedNodes(false);
  for (const id of [1, 2, 3]) {
    nodes.gone.add(node(id));
  }
  nodes.put();
  nodes.pass(31);
  nodes.gone.clear();
  nodes.pass(31);
  t.is(nodes.asked.length, 1);
  nodes.result('ok');
  t.like(nodes.outcomes, [{ kind: 'written' }]);
});

test('a lost session is replaced, and a write that certainly had no effect goes into the new one', (t) => {
  const nodes = withSession(7);
  nodes.put();
  nodes.result('sessionUnknown', 0);
  nodes.pass(1);
  t.is(nodes.last.command?.kind, 'registerSession');
  nodes.openSession(20);
  t.deepEqual(identity(nodes.last), { session: 20 as never, sequence: 1 });
  nodes.result('ok');
  t.like(nodes.outcomes, [{ kind: 'written' }]);
});

test('a lost session leaves a write that was asked twice unknown', (t) => {
  const nodes = withSession(7);
  nodes.put();
  nodes.pass(1001);
  nodes.pass(31);
  nodes.result('sessionUnknown', 0);
  t.like(nodes.outcomes, [{ kind: 'unknown', cause: 'sessionLost' }]);
});

test('an evicted session is replaced as a lost one is, and named where it leaves a write unknown', (t) => {
  const nodes = withSession(7);
  nodes.put();
  nodes.result('sessionEvicted', 0);
  nodes.pass(1);
  t.is(nodes.last.command?.kind, 'registerSession');
  nodes.openSession(20);
  nodes.pass(1001);
  nodes.pass(31);
  nodes.result('sessionEvicted', 0);
  t.like(nodes.outcomes, [{ kind: 'unknown', cause: 'sessionEvicted' }]);
});

test('an outcome from an earlier attempt counts, a refusal from one does not', (t) => {
  const nodes = withSession();
  nodes.put();
  const early = nodes.last;
  nodes.client.onDisconnected(early.node, nodes.nowMicros);
  nodes.pass(31);
  t.not(nodes.last.node, early.node);
  nodes.refuse('invalid', node(1), early);
  t.deepEqual(nodes.outcomes, []);
  nodes.result('ok', 9, early);
  t.like(nodes.outcomes, [{ kind: 'written' }]);
});

test('an operation has one outcome, however often it is answered', (t) => {
  const nodes = withSession();
  nodes.put();
  const { last } = nodes;
  for (let i = 0; i < 3; i++) {
    nodes.result('ok', 9, last);
  }
  nodes.pass(10_000);
  t.is(nodes.outcomes.length, 1);
  t.is(nodes.client.pending, 0);
});

test('a pinned operation asks its node and no other', (t) => {
  const nodes = new ScriptedNodes();
  nodes.submit({ kind: 'operator', request: { kind: 'status' } }, node(2));
  nodes.refuse('notLeader', node(3));
  nodes.pass(31);
  t.deepEqual(
    nodes.asked.map(({ node: to }) => to),
    [node(2), node(2)],
  );
});

test('each write says what the client will not ask for again', (t) => {
  const nodes = withSession();
  for (let i = 0; i < 3; i++) {
    nodes.put(`${i}`);
  }
  const [first, second] = nodes.asked as [Asked, Asked];
  nodes.result('ok', 9, second);
  nodes.put('d');
  t.is(nodes.last.command?.answeredThrough, 1);
  nodes.result('ok', 9, first);
  nodes.put('e');
  t.is(nodes.last.command?.answeredThrough, 3);
});

test('a client ends its session, once it has one, and the next write opens another', (t) => {
  const nodes = withSession(7);
  nodes.submit({ kind: 'unregister' });
  t.like(nodes.last.command, { kind: 'endSession', session: 7 });
  // No answer: asked again, and what the first attempt did is no failure.
  nodes.pass(1001);
  nodes.pass(31);
  nodes.result('sessionUnknown');
  t.deepEqual(nodes.outcomes, [{ kind: 'done' }]);
  nodes.put();
  t.is(nodes.last.command?.kind, 'registerSession');
});

test('a write whose outcome a node does not know ends with the cause that the node gave', (t) => {
  for (const cause of ['timeout', 'terminated', 'leaderLost'] as const) {
    const nodes = new ScriptedNodes(false);
    nodes.put();
    nodes.answer({ kind: 'unknownOutcome', cause } as Parameters<typeof nodes.answer>[0]);
    t.deepEqual(nodes.outcomes, [{ kind: 'unknown', cause }]);
  }
});

test('a write without a session whose connection breaks ends as disconnected', (t) => {
  const nodes = new ScriptedNodes(false);
  nodes.put();
  nodes.client.onDisconnected(nodes.last.node, nodes.nowMicros);
  t.deepEqual(nodes.outcomes, [{ kind: 'unknown', cause: 'disconnected' }]);
});

test('a session repeats a write that a stopping node left open, at another node', (t) => {
  const nodes = withSession();
  nodes.put();
  const first = nodes.last;
  nodes.answer({ kind: 'unknownOutcome', cause: 'terminated' } as Parameters<
    typeof nodes.answer
  >[0]);
  nodes.pass(31);
  t.deepEqual(identity(nodes.last), identity(first));
  t.not(nodes.last.node, first.node);
  t.deepEqual(nodes.outcomes, []);
});

test('a snapshot that was given up ends as aborted and is not asked for again', (t) => {
  const nodes = new ScriptedNodes();
  nodes.submit({ kind: 'operator', request: { kind: 'snapshot', untilSaved: true } });
  nodes.refuse('aborted');
  nodes.pass(1000);
  t.is(nodes.asked.length, 1);
  t.like(nodes.outcomes, [{ kind: 'failed', code: 'aborted' }]);
});

test('a write is told once that it is committed, and ends with its answer', (t) => {
  const nodes = new ScriptedNodes(false);
  const heard: number[] = [];
  nodes.submit({
    kind: 'write',
    command: 'put',
    key: Uint8Array.of(1),
    value: Uint8Array.of(2),
    expected: null,
    onCommitted: (index) => heard.push(index),
  });
  t.like(nodes.last.request, { kind: 'write', notifyCommit: true });
  for (const index of [9, 10]) {
    nodes.answer({ kind: 'committed', index } as Parameters<typeof nodes.answer>[0]);
  }
  t.deepEqual([heard, nodes.outcomes], [[9], []]);
  nodes.result('ok');
  t.like(nodes.outcomes, [{ kind: 'written' }]);
});
