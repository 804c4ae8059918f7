import { readU64 } from '../../src/base/bytes.ts';
import { indexAfter } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { ENTRY_HEADER_BYTES } from '../../src/raft/entry.ts';
import { restart } from '../faults/crashes.ts';
import { pause, resume } from '../faults/pauses.ts';
import type { Simulation } from '../run/simulation.ts';
import { callback, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, QUICK_TICKS, WHOLE_LOGS } from './calm.ts';
import { leaderLog } from './logs.ts';
import { readAt, storyKey } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, expect, firstGroup, haveLeaders, leaderHost, must, strike } from './steps.ts';

const REPEATS = 4;
const ROUNDS_MAX = 40;
/** Session and sequence in a command (docs/formats.md). */
const SESSION_AT = ENTRY_HEADER_BYTES + 2;
const SEQUENCE_AT = ENTRY_HEADER_BYTES + 10;

/**
 * The leader sends a command on and is gone before it answers, for good or for a while. Whoever asked
 * asks again, and the log has the command twice (seeds.md BUG-17).
 */
export const repeatedRequestsScenario: Scenario = {
  name: 'repeated-requests',
  origin: 'SIM-08',
  summary: 'a counter is raised while leaders vanish before they answer: repeated, and raised once',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = {
      ...calmed.tuning,
      ...QUICK_TICKS,
      ...WHOLE_LOGS,
      appendBytesMax: 65_536,
      logMemoryBytes: 1 << 24,
      entryCompression: 'none' as const,
    };
    return { ...calmed, nodes: 3, groups: 1, tuning };
  },
  *script(simulation) {
    let raised = 0;
    let repeats = 0;
    for (; raised < ROUNDS_MAX && repeats < REPEATS; raised++) {
      yield* haveLeaders(simulation);
      yield* raise(simulation, raised);
      repeats = repeatsInLog(simulation);
    }
    expect(repeats >= REPEATS, `only ${repeats} commands came into the log twice`);
    const reply = yield* readAt(simulation, leaderHost(simulation));
    const { utf8 } = simulation.world.ports;
    const value = reply.kind === 'read' ? utf8.decode(reply.value, 0, reply.value.length) : null;
    expect(value === `${raised}`, `the counter is ${value} after it was raised ${raised} times`);
  },
};

/** Raises the counter by one while the leader vanishes. */
function* raise(simulation: Simulation, before: number): Script {
  const { cluster, world, patientClient } = simulation;
  const leader = leaderHost(simulation);
  const ways = before % 2 === 0 ? 'pause' : 'crash';
  let isUnderWay = true;
  world.observe({
    sent: (host, { message }) => {
      const isEntry =
        message.kind === 'append' && message.entries.some(({ kind }) => kind === 'command');
      if (isUnderWay && host === leader && isEntry) {
        isUnderWay = false;
        world.at(world.nowMicros, () => vanish(simulation, leader, ways));
      }
    },
  });
  const key = storyKey(simulation);
  const expected = before === 0 ? null : `${before}`;
  const input = { kind: 'cas', key, expected, value: `${before + 1}` } as const;
  const outcome = yield* callback<Outcome>((done) => patientClient.perform(input, done));
  isUnderWay = false;
  const status = outcome.kind === 'written' ? outcome.result.status : outcome.kind;
  expect(status === 'ok', `the only one who writes a key was told: ${status}`);
  if (leader.state === 'paused') {
    resume(cluster, leader);
  }
  restart(cluster, leader);
  yield* must(() => leader.state === 'up', 'the old leader must be back');
  yield* haveLeaders(simulation);
  yield* catchesUp(simulation, leader);
}

function vanish(simulation: Simulation, leader: SimHost, way: 'pause' | 'crash'): void {
  if (leader.state !== 'up') {
    return;
  }
  if (way === 'pause') {
    pause(simulation.cluster, leader);
  } else {
    strike(simulation, leader, false);
  }
}

/** How many commands the leader's log has more than once. */
function repeatsInLog(simulation: Simulation): number {
  const log = present(leaderLog(simulation, firstGroup(simulation)), 'somebody leads');
  const seen = new Set<string>();
  let repeats = 0;
  for (let index = log.firstIndex; index <= log.lastIndex; index = indexAfter(index)) {
    const { kind, bytes, start } = log.entryAt(index);
    const sequence = kind === 'command' ? readU64(bytes, start + SEQUENCE_AT) : 0;
    if (sequence > 0) {
      const name = `${readU64(bytes, start + SESSION_AT)} ${sequence}`;
      repeats += seen.has(name) ? 1 : 0;
      seen.add(name);
    }
  }
  return repeats;
}
