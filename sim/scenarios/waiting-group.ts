import type { GroupId } from '../../src/base/ids.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { isServed } from '../workload/served.ts';
import { callback, runScript, type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle } from './calm.ts';
import { storyKeyOf } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { expect, firstGroup, haveLeaders, must, SECOND, strike, write } from './steps.ts';

const STUCK_MICROS = 10 * SECOND;
const THINK_MICROS = SECOND / 50;
/** The longest that a client of another group may wait meanwhile. */
const WAIT_MAX_MICROS = SECOND;

/**
 * simulation.md 10 (9): one group waits for a majority that is not there, on machines and disks that
 * it shares with all others, and its clients keep asking. The others must not notice: no leader may
 * change, and no client may wait longer than a bound.
 */
export const waitingGroupScenario: Scenario = {
  name: 'waiting-group',
  origin: '10.9',
  summary: 'one group waits for members that are not there, and the others on its machines go on',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return { ...calmed, nodes: 3, groups: 4, network: { ...calmed.network, loss: 0 } };
  },
  *script(simulation) {
    const { cluster } = simulation;
    const stuck = firstGroup(simulation);
    const others = cluster.groups.slice(1);
    yield* haveLeaders(simulation);
    yield* write(simulation);
    const absent = yield* waitForAbsent(simulation, stuck);
    const isJoint = () => cluster.membership.latest(stuck).joint !== null;

    const leadersBefore = leadersOf(simulation, others);
    const writers = cluster.groups.map((group) => new Writer(simulation, group));
    yield* sleep(STUCK_MICROS);
    for (const writer of writers) {
      writer.stop();
    }
    expect(isJoint(), 'the group was to wait, and went on');
    for (const { group, written, longestMicros } of writers) {
      if (group === stuck) {
        expect(written === 0, `group ${group} was to wait, and took ${written} writes`);
        continue;
      }
      expect(written > 0, `nothing was written to group ${group}`);
      expect(
        longestMicros <= WAIT_MAX_MICROS,
        `a client of group ${group} waited ${longestMicros} µs while only group ${stuck} was stuck`,
      );
    }
    const leadersAfter = leadersOf(simulation, others);
    expect(leadersAfter === leadersBefore, `leaders ${leadersBefore} became ${leadersAfter}`);

    for (const host of absent) {
      restart(cluster, host);
    }
    yield* must(() => !isJoint(), 'the group must go on once its members are there');
    yield* haveLeaders(simulation);
    yield* write(simulation);
  },
};

/** Adds three voters at once to one group, on machines that are off. */
function* waitForAbsent(simulation: Simulation, group: GroupId): Script<SimHost[]> {
  const { cluster, alterations, operator } = simulation;
  const absent = yield* alterations.newcomers(3);
  expect(absent.length === 3, 'three newcomers must hear of the group');
  for (const host of absent) {
    strike(simulation, host, true);
  }
  const changes = absent.map(({ options: { node, address } }) => {
    return { kind: 'addVoter', node, address } as const;
  });
  const isJoint = () => cluster.membership.latest(group).joint !== null;
  while (!isJoint()) {
    yield* operator.alter(group, { changes, transition: 'implicit' });
  }
  return absent;
}

/** Writes to one group, one value after the other. */
class Writer {
  readonly group: GroupId;
  written = 0;
  /** The longest that a write waited, whatever came of it. */
  longestMicros = 0;
  #isStopped = false;

  constructor(simulation: Simulation, group: GroupId) {
    this.group = group;
    runScript(simulation.world, this.#work(simulation));
  }

  stop(): void {
    this.#isStopped = true;
  }

  *#work(simulation: Simulation): Script {
    const { patientClient, world } = simulation;
    const key = storyKeyOf(simulation, this.group);
    for (let count = 0; !this.#isStopped; count++) {
      const value = `waiting:${this.group}:${count}`;
      const beganMicros = world.nowMicros;
      const outcome = yield* callback<Outcome>((done) =>
        patientClient.perform({ kind: 'put', key, value }, done),
      );
      if (!this.#isStopped) {
        this.written += isServed(outcome) ? 1 : 0;
        this.longestMicros = Math.max(this.longestMicros, world.nowMicros - beganMicros);
      }
      yield* sleep(THINK_MICROS);
    }
  }
}

function leadersOf({ cluster }: Simulation, groups: readonly GroupId[]): string {
  const leaders = groups.map((group) => {
    const leader = cluster.leaderReplica(group);
    return `node ${leader?.host.ordinal ?? 'none'} in term ${leader?.replica.raft.state.term ?? 0}`;
  });
  return leaders.join(', ');
}
