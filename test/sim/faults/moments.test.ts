import test from 'ava';
import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { CrashPoints } from '../../../sim/faults/crash-points.ts';
import { EffectPoints } from '../../../sim/faults/effect-points.ts';
import { SyncStrikes } from '../../../sim/faults/sync-strikes.ts';
import type { Cluster } from '../../../sim/world/cluster.ts';
import { EFFECT_KINDS } from '../../../sim/world/effect-kind.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { Effect, Notice } from '../../../src/engine/events.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import { GROUP, hostOf } from '../oracles/synthetic-host.ts';

const HALF = 500_000;
const MOMENTS = 60;
const LOG_FILE = 'log-0000000000000001';

/** What somebody is given of a moment: when it strikes, or not at all. */
type Struck = number | null;

/** A cluster in which nothing happens; `at` tells when a strike would. */
function stillCluster(at: (micros: number) => void): Cluster {
  const config = drawConfig('1');
  const world = {
    config: {
      ...config,
      diskFaults: { ...config.diskFaults, crashInSync: HALF },
      faults: {
        ...config.faults,
        crashAfterVote: HALF,
        crashAfterElection: HALF,
        effectPointMicros: HALF,
      },
    },
    nowMicros: 0,
    // One in which ends of nodes before they send are among the points of the run.
    random: new KeyedRandom(2, 2),
    journal: null,
    at,
  };
  return { world } as unknown as Cluster;
}

const HOSTS = [1, 2, 3].map((ordinal) => Object.assign(hostOf(ordinal), { ordinal }));
const [FIRST, SECOND, THIRD] = HOSTS as [SimHost, SimHost, SimHost];

/** What strikes: a moment of some kind on a machine. */
type Moments = (host: SimHost, kind: 'vote' | 'election') => Struck;

function afterVotes(): Moments {
  let at: Struck = null;
  const points = new CrashPoints(stillCluster((micros) => (at = micros)));
  return (host, kind) => {
    at = null;
    if (kind === 'vote') {
      points.sent(host, { message: { kind: 'voteResponse', granted: true } } as never);
    } else {
      const notice = { kind: 'leaderChanged', leader: host.id, group: GROUP, term: 1 };
      points.noticed(host, notice as unknown as Notice);
    }
    // Some strikes wait for the log to be durable.
    points.synced(host, LOG_FILE);
    return at;
  };
}

function inSyncs(): Moments {
  let at: Struck = null;
  const strikes = new SyncStrikes(stillCluster((micros) => (at = micros)));
  return (host) => {
    at = null;
    const request = { kind: 'write', file: LOG_FILE };
    strikes.submitted(host, { request, doneMicros: 1000 } as never);
    return at;
  };
}

/** The choices of each strike are those of who armed its point: only whom it strikes is drawn here. */
function aroundReplies(): Moments {
  const points = new EffectPoints(
    stillCluster(() => undefined),
    nodeChecksum,
  );
  const arm = () => points.clock.repeat(['before send']);
  arm();
  return (host) => {
    const strike = points.before(host, { kind: 'send' } as Effect);
    if (strike !== null) {
      arm();
    }
    return strike === null ? null : 1;
  };
}

/** What befalls the second machine, and the third in its elections, after as many moments of others. */
function strikes(moments: Moments, others: readonly [SimHost, 'vote' | 'election'][]): Struck[] {
  return Array.from({ length: MOMENTS }, () => {
    for (const [host, kind] of others) {
      moments(host, kind);
    }
    return [moments(SECOND, 'vote'), moments(THIRD, 'election')];
  }).flat();
}

// These tests and the next fail when all moments are counted together.
for (const [what, begin] of [
  ['votes and elections', afterVotes],
  ['writes of the log', inSyncs],
  ['effects', aroundReplies],
] as const) {
  test(`one moment more of another machine moves no strike around ${what}`, (t) => {
    const alone = strikes(begin(), []);
    t.true(alone.includes(null) && alone.some((at) => at !== null));
    t.deepEqual(strikes(begin(), [[FIRST, 'vote']]), alone);
  });
}

test('one vote more moves no strike around the elections of the same machine', (t) => {
  t.deepEqual(strikes(afterVotes(), [[THIRD, 'vote']]), strikes(afterVotes(), []));
});

test('every kind of effect has a key of its own', (t) => {
  t.true(2 * EFFECT_KINDS.length <= 16);
});
