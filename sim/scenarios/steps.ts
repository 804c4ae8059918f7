import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { crash } from '../faults/crashes.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import { isServed } from '../workload/served.ts';
import { callback, type Script, sleep, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { leaderLog } from './logs.ts';

export const SECOND = 1_000_000;
/** Time for anything that a healthy part of the cluster must manage. */
const PATIENCE_MICROS = 30 * SECOND;
/** How long a client waits before it repeats what was not done. */
const AGAIN_MICROS = SECOND / 10;

/** Waits until `condition` holds. @throws Violation that says what did not happen. */
export function* must(
  condition: () => boolean,
  what: string,
  timeoutMicros = PATIENCE_MICROS,
): Script {
  if (!(yield* until(condition, timeoutMicros))) {
    throw missed(what, timeoutMicros);
  }
}

function missed(what: string, timeoutMicros: number): Violation {
  const seconds = timeoutMicros / SECOND;
  return new Violation('scenario', 'liveness', `${what}: not within ${seconds} virtual seconds`);
}

/** What the story needs to be told at all, or forbids. @throws Violation when it is not so */
export function expect(isSo: boolean, what: string): void {
  if (!isSo) {
    throw new Violation('scenario', 'invariant', what);
  }
}

/**
 * Tells a story round by round, where chance decides whether a round tells it: until `needed` did, and
 * at most `max`. Each begins when every group has a leader; `tell` returns whether it told the story.
 *
 * @throws Violation, which is `untold`, when no round did.
 */
export function* untilTold(
  simulation: Simulation,
  { needed, max }: { readonly needed: number; readonly max: number },
  tell: (round: number) => Script<boolean>,
  untold: string,
): Script {
  let told = 0;
  for (let round = 1; round <= max && told < needed; round++) {
    yield* haveLeaders(simulation);
    told += (yield* tell(round)) ? 1 : 0;
  }
  expect(told > 0, untold);
}

/** How often anybody has asked for votes, or for pre-votes, since the call. */
export function countCampaigns({ world }: Simulation): (host: SimHost) => number {
  const campaigns = new Map<SimHost, number>();
  world.observe({
    sent: (host, { message: { kind } }) => {
      if (kind === 'preVoteRequest' || kind === 'voteRequest') {
        campaigns.set(host, (campaigns.get(host) ?? 0) + 1);
      }
    },
  });
  return (host) => campaigns.get(host) ?? 0;
}

/** Every group is led by one of `hosts`, all machines if nobody is named. */
export function* haveLeaders(
  { cluster }: Simulation,
  hosts: readonly SimHost[] | null = null,
): Script {
  const isLed = (group: GroupId) => {
    const leader = cluster.leaderReplica(group)?.host;
    return leader !== undefined && (hosts === null || hosts.includes(leader));
  };
  const who = hosts === null ? 'the cluster' : `nodes ${ordinals(hosts)}`;
  yield* must(() => cluster.groups.every(isLed), `${who} must have a leader in every group`);
}

/** Clients get `operations` more answers, or all that they ask for. */
export function* serves(simulation: Simulation, operations = 20): Script {
  const { operations: counted } = simulation.world.counts;
  const goal = counted.ok + operations;
  const isServed = () => counted.ok >= goal || !simulation.hasQuestions;
  yield* must(isServed, `clients must get ${operations} more answers`);
}

/** `host` has applied what its groups' leaders have committed by now. */
export function* catchesUp(simulation: Simulation, host: SimHost): Script {
  const goals = simulation.cluster.groups.map((group) => ({
    group,
    index: leaderLog(simulation, group)?.commitIndex ?? 0,
  }));
  const hasApplied = () =>
    goals.every(({ group, index }) => {
      const replica = host.node?.replicas.get(group);
      return replica !== undefined && replica.machine.appliedIndex >= index;
    });
  yield* must(hasApplied, `node ${host.ordinal} must catch up`);
}

export function firstGroup({ cluster }: Simulation): GroupId {
  return present(cluster.groups[0], 'a cluster has a group');
}

/** The machine that leads the first group; there must be one. */
export function leaderHost(simulation: Simulation): SimHost {
  const leader = simulation.cluster.leaderReplica(firstGroup(simulation));
  return present(leader, 'a leader was waited for').host;
}

/** Writes that a patient client makes one after the other, each again until it is acknowledged. */
export function* write(simulation: Simulation, writes = 10): Script {
  for (let i = 0; i < writes; i++) {
    yield* writeOnce(simulation, `key-${i % 3}`);
  }
}

function* writeOnce({ patientClient, world }: Simulation, key: string): Script {
  const deadlineMicros = world.nowMicros + PATIENCE_MICROS;
  for (;;) {
    const put = { kind: 'put', key, value: `story:${world.nowMicros}` } as const;
    const outcome = yield* callback<Outcome>((done) => patientClient.perform(put, done));
    if (isServed(outcome)) {
      return;
    }
    if (world.nowMicros >= deadlineMicros) {
      throw missed(`a write of ${key} must be acknowledged`, PATIENCE_MICROS);
    }
    yield* sleep(AGAIN_MICROS);
  }
}

/** Whether the node on `host` takes itself for the leader of some group. */
export function leads({ node }: SimHost): boolean {
  return [...(node?.replicas.values() ?? [])].some(({ raft }) => raft.state.isLeader);
}

/** Ends the node on `host` as a fault of the story, counted like any other. */
export function strike({ cluster }: Simulation, host: SimHost, powerLoss: boolean): void {
  crash(cluster, host, powerLoss);
}

function ordinals(hosts: readonly SimHost[]): string {
  return hosts.map((host) => host.ordinal).join(', ');
}
