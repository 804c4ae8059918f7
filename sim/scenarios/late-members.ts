import type { NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { calmAndIdle } from './calm.ts';
import { isCompactedBeyond, lastIndexOf, leaderLog } from './logs.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  expect,
  firstGroup,
  haveLeaders,
  leaderHost,
  must,
  strike,
  write,
} from './steps.ts';

/** More than the log keeps. */
const WRITES = 40;

/**
 * Who comes after the log was compacted gets the whole state, not an empty one that looks complete
 * (seeds.md BUG-20): a follower that was away, and a member that is new.
 */
export const lateMembersScenario: Scenario = {
  name: 'late-members',
  origin: 'SIM-03',
  summary:
    'after compaction a follower comes back and a new member joins; both must equal the rest',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = {
      ...calmed.tuning,
      snapshotEntries: 20,
      snapshotIntervalTicks: 0,
      disableAutoCompaction: false,
      compactionOverhead: 5,
    };
    return { ...calmed, nodes: 3, groups: 1, tuning };
  },
  *script(simulation) {
    const { cluster, world, members } = simulation;
    const group = firstGroup(simulation);
    const isCompacted = (beyond: number) => isCompactedBeyond(leaderLog(simulation, group), beyond);
    const installed = new Set<NodeId>();
    world.observe({
      noticed: (host, { kind }) => {
        if (kind === 'snapshotInstalled') {
          installed.add(host.id);
        }
      },
    });
    yield* haveLeaders(simulation);
    yield* write(simulation);
    const away = present(
      world.machines.find((host) => host !== leaderHost(simulation)),
      'a cluster has followers',
    );
    const missed = lastIndexOf(away, group);
    strike(simulation, away, true);
    yield* haveLeaders(simulation);
    yield* write(simulation, WRITES);
    yield* must(() => isCompacted(missed), 'the leader must compact what the follower lacks');
    restart(cluster, away);
    yield* catchesUp(simulation, away);
    expect(installed.has(away.id), 'the follower must have got a snapshot');

    expect(isCompacted(0), 'the log must be compacted before anybody joins');
    expect(yield* members.add(null), 'the new member must be promoted');
    const joined = present(world.machines[world.machines.length - 1], 'a machine was added');
    expect(installed.has(joined.id), 'the new member must have got a snapshot');
    yield* must(() => haveOneState(simulation), 'every member must have one state at one index');
  },
};

/** Whether all members have applied the same entries and hold the same, which is not nothing. */
function haveOneState({ cluster }: Simulation): boolean {
  const machines = cluster
    .members()
    .flatMap((host) => [...(host.node?.replicas.values() ?? [])].map(({ machine }) => machine));
  const states = machines.map(
    ({ appliedIndex, digest }) => `${appliedIndex} ${digest?.value ?? 'none'}`,
  );
  return (
    machines.length === cluster.members().length &&
    new Set(states).size === 1 &&
    machines.every(({ store, digest }) => store.size > 0 && digest !== null)
  );
}
