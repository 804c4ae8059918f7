import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, leaderHost, serves, strike } from './steps.ts';

/** How a node left, and what it has when it comes back. */
interface Leave {
  /** It was down while its removal was decided. */
  readonly whileDown: boolean;
  /** Its disk is empty when it comes back. */
  readonly wiped: boolean;
}

const LEAVES: readonly Leave[] = [
  { whileDown: false, wiped: false },
  { whileDown: true, wiped: false },
  { whileDown: false, wiped: true },
];

export const rejoinDeletedNodeScenario: Scenario = {
  name: 'rejoin-deleted-node',
  origin: '12.11, SIM-07',
  summary: 'a removed node comes back under its id and is refused, then joins under a new one',
  configure: calm,
  *script(simulation) {
    for (const leave of LEAVES) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      yield* leaveAndReturn(simulation, leave);
    }
  },
};

function* leaveAndReturn(simulation: Simulation, { whileDown, wiped }: Leave): Script {
  const { members } = simulation;
  const host = followerOf(simulation);
  if (whileDown) {
    strike(simulation, host, true);
  }
  expectDone(yield* members.remove(host), `node ${host.ordinal} must be removed`);
  yield* haveLeaders(simulation);
  yield* serves(simulation);

  const before = leadersOf(simulation);
  const refused = yield* members.comeBackUnderOldId(host, wiped);
  expectDone(refused, `removed node ${host.ordinal} must be told that it is removed`);
  yield* serves(simulation);
  if (leadersOf(simulation) !== before) {
    throw new Violation(
      'scenario',
      'invariant',
      `removed node ${host.ordinal} came back under its id and disturbed the leaders: ${before} became ${leadersOf(simulation)}`,
    );
  }

  expectDone(yield* members.add(host), 'the machine must be promoted under its new id');
  yield* serves(simulation);
  const { machines } = simulation.world;
  const newcomer = machines[machines.length - 1];
  if (newcomer !== undefined) {
    yield* catchesUp(simulation, newcomer);
  }
}

/** A member that leads no group, if there is one: its removal disturbs nobody. */
function followerOf(simulation: Simulation): SimHost {
  const { cluster } = simulation;
  const leads = (host: SimHost) =>
    cluster.groups.some((group) => cluster.leaderOf(group) === host.id);
  return cluster.members().find((host) => !leads(host)) ?? leaderHost(simulation);
}

/** Who leads which group in which term. */
function leadersOf({ cluster }: Simulation): string {
  return cluster.groups
    .map((group) => {
      const leader = cluster.leaderReplica(group);
      return `group ${group}: node ${leader?.host.ordinal ?? 'none'} in term ${leader?.replica.raft.state.term ?? 0}`;
    })
    .join(', ');
}

function expectDone(isDone: boolean, what: string): void {
  if (!isDone) {
    throw new Violation('scenario', 'liveness', what);
  }
}
