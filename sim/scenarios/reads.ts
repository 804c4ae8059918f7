import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import { isServed } from '../workload/served.ts';
import { callback, type Script, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { firstGroup, must, SECOND } from './steps.ts';

/** Long enough for several attempts to move a leader. */
const MOVE_MICROS = 60 * SECOND;

/** A key of the first group, of which only the story writes. */
export function storyKey(simulation: Simulation): string {
  return storyKeyOf(simulation, firstGroup(simulation));
}

/** The same of another group. */
export function storyKeyOf({ clients }: Simulation, group: GroupId): string {
  const client = present(clients[0], 'a run has a client');
  for (let i = 0; ; i++) {
    const key = `story-${i}`;
    if (client.groupOf(key) === group) {
      return key;
    }
  }
}

/** Writes `value` through `host`. @throws Violation when that is not acknowledged. */
export function* writeAt(
  simulation: Simulation,
  host: SimHost,
  value: string,
  group = firstGroup(simulation),
): Script {
  const put = { kind: 'put', key: storyKeyOf(simulation, group), value } as const;
  const outcome = yield* callback<Outcome>((done) =>
    simulation.patientClient.perform(put, done, host.id),
  );
  if (!isServed(outcome)) {
    throw new Violation('scenario', 'liveness', `node ${host.ordinal} must acknowledge ${value}`);
  }
}

/** The same, while the story goes on. */
export function beginWrite(
  simulation: Simulation,
  host: SimHost,
  value: string,
  done: (outcome: Outcome) => void,
): void {
  const key = storyKey(simulation);
  simulation.patientClient.perform({ kind: 'put', key, value }, done, host.id);
}

/** Reads what the story wrote, at `host`; whatever it is answered, oracles look at. */
export function* readAt(
  simulation: Simulation,
  host: SimHost,
  freshness = LINEARIZABLE,
  group = firstGroup(simulation),
): Script<Outcome> {
  const get = { kind: 'get', key: storyKeyOf(simulation, group) } as const;
  return yield* callback<Outcome>((done) =>
    simulation.patientClient.perform(get, done, host.id, freshness),
  );
}

/** The same, while the story goes on. */
export function beginRead(
  simulation: Simulation,
  host: SimHost,
  done: (outcome: Outcome) => void,
  freshness = LINEARIZABLE,
): void {
  const key = storyKey(simulation);
  simulation.patientClient.perform({ kind: 'get', key }, done, host.id, freshness);
}

/** Leadership of the group, the first one by default, moves to `host`, and stays long enough to be seen. */
export function* movesTo(
  simulation: Simulation,
  host: SimHost,
  group = firstGroup(simulation),
): Script {
  const { cluster, operator, world } = simulation;
  const deadlineMicros = world.nowMicros + MOVE_MICROS;
  const isLeading = () => cluster.leaderOf(group) === host.id;
  while (!isLeading() && world.nowMicros < deadlineMicros) {
    // One lost message and the attempt has failed.
    yield* operator.transfer(group, host.id);
    yield* until(isLeading, 2 * SECOND);
  }
  yield* must(isLeading, `node ${host.ordinal} must lead`);
}
