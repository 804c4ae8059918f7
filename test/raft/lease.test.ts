import test from 'ava';
import fc from 'fast-check';
import { LeaderLease, leaseMicros, ticksAtOnceMax } from '../../src/raft/lease.ts';
import { index, node, term } from '../branded.ts';
import { persistAll, replica, sentOf, settledLeader } from './replica.ts';

const clock = { nowMicros: 0 };
const OPTIONS = { leaseMicros: 500, clock };

/** A settled leader of three at time 0, and a way to let node 2 answer the heartbeat of now. */
function leasing() {
  clock.nowMicros = 0;
  const raft = settledLeader({ options: OPTIONS });
  const beat = () => {
    raft.state.heartbeatDue = true;
    return sentOf(persistAll(raft), 'heartbeat')[0]?.readCounter ?? -1;
  };
  const answer = (readCounter: number) =>
    raft.step({
      kind: 'heartbeatResponse',
      from: node(2),
      to: node(1),
      term: raft.state.term,
      readCounter,
    });
  return { raft, beat, answer };
}

test('a lease is shorter than any follower’s guard, whoever’s clock is wrong how', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 100 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 0, max: 500_000 }),
      (electionTicks, tickMicros, clockDriftPpmMax) => {
        const lease = leaseMicros({ electionTicks, tickMicros, clockDriftPpmMax });
        const guardTicks = electionTicks - 1 - ticksAtOnceMax(electionTicks);
        const slowLeader = lease / (1 - clockDriftPpmMax / 1e6);
        const fastFollower = (guardTicks * tickMicros) / (1 + clockDriftPpmMax / 1e6);
        t.true(lease === 0 || slowLeader <= fastFollower * (1 + 1e-12));
      },
    ),
  );
});

test('a lease begins when the round is sent that a quorum answers, not when it is answered', (t) => {
  const { raft, beat, answer } = leasing();
  clock.nowMicros = 100;
  const counter = beat();
  t.is(raft.leaseReadIndex(), null);
  clock.nowMicros = 400;
  answer(counter);
  t.is(raft.leaseReadIndex(), index(1));
  clock.nowMicros = 599;
  t.is(raft.leaseReadIndex(), index(1));
  clock.nowMicros = 600;
  t.is(raft.leaseReadIndex(), null);
});

// Fails when `sent` (src/raft/lease.ts) drops the oldest of more than 256 rounds.
test('on a link with thousands of rounds under way a lease is never too long, and hardly too short', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 40 }),
      (underWay, pauses) => {
        const lease = new LeaderLease();
        const sentMicros: number[] = [];
        let now = 0;
        const durationMicros = 1_000_000;
        for (let counter = 0; counter < 3 * underWay; counter++) {
          now += pauses[counter % pauses.length] as number;
          sentMicros.push(now);
          lease.sent({ counter, sentMicros: now }, durationMicros);
          if (counter >= underWay) {
            const heard = counter - underWay;
            lease.confirmed(heard, durationMicros);
            const sureUntil = (sentMicros[heard] as number) + durationMicros;
            const lackMicros = Math.ceil(durationMicros / 256);
            t.false(lease.covers(sureUntil));
            t.true(
              lease.covers(sureUntil - lackMicros),
              `${underWay} rounds, ${lackMicros} micros`,
            );
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('an answer to an earlier round does not extend the lease of a later one', (t) => {
  const { raft, beat, answer } = leasing();
  const early = beat();
  clock.nowMicros = 400;
  const late = beat();
  answer(early);
  clock.nowMicros = 501;
  t.is(raft.leaseReadIndex(), null);
  answer(late);
  t.is(raft.leaseReadIndex(), index(1));
});

test('an attempt to hand over ends the lease, and no later round brings it back', (t) => {
  const { raft, beat, answer } = leasing();
  answer(beat());
  t.not(raft.leaseReadIndex(), null);
  raft.transferLeadership(node(3));
  t.is(raft.leaseReadIndex(), null);
  clock.nowMicros = 100;
  answer(beat());
  t.is(raft.leaseReadIndex(), null);
});

test('a leader that steps down and leads again has no lease from before', (t) => {
  const { raft, beat, answer } = leasing();
  answer(beat());
  raft.step({
    kind: 'appendResponse',
    from: node(3),
    to: node(1),
    term: term(raft.state.term + 1),
    rejected: false,
    index: index(0),
    hintIndex: index(0),
    hintTerm: term(0),
  });
  t.is(raft.leaseReadIndex(), null);
  t.false(raft.state.lease.covers(clock.nowMicros));
});

test('a leader has no lease without CheckQuorum, for then nobody waits for it', (t) => {
  clock.nowMicros = 0;
  const raft = settledLeader({ options: { ...OPTIONS, checkQuorum: false } });
  raft.state.heartbeatDue = true;
  const [beat] = sentOf(persistAll(raft), 'heartbeat');
  raft.step({
    kind: 'heartbeatResponse',
    from: node(2),
    to: node(1),
    term: raft.state.term,
    readCounter: beat?.readCounter ?? 0,
  });
  t.is(raft.leaseReadIndex(), null);
});

// Fails when wake (src/raft/tick.ts) takes the ticks that it slept off guardTicks.
test('what a follower promised while it slept holds when it wakes', (t) => {
  const raft = replica({ term: 2, options: OPTIONS });
  const { term: inTerm } = raft.state;
  const route = { from: node(2), to: node(1), term: inTerm };
  raft.step({ kind: 'heartbeat', ...route, commitIndex: index(0), readCounter: 1 });
  raft.sleep();
  raft.step({ kind: 'heartbeat', ...route, commitIndex: index(0), readCounter: 2 });
  raft.wake(9);
  const ahead = term(inTerm + 1);
  raft.step({ kind: 'preVoteResponse', ...route, term: ahead, granted: false });
  raft.tick();
  const vote = { lastIndex: index(0), lastTerm: term(0), transfer: false } as const;
  raft.step({ kind: 'voteRequest', ...route, from: node(3), term: term(ahead + 1), ...vote });
  t.deepEqual(sentOf(raft.takeReady(), 'voteResponse'), []);
});

test('rounds that nobody answers are forgotten rather than kept for ever', (t) => {
  const lease = new LeaderLease();
  for (let counter = 1; counter <= 10_000; counter++) {
    lease.sent({ counter, sentMicros: counter }, 500);
  }
  lease.confirmed(9000, 500);
  t.false(lease.covers(9000));
  lease.confirmed(10_000, 500);
  t.true(lease.covers(10_400));
});
