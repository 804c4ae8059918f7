import type { ErrorCode } from '../../src/base/errors.ts';
import type { StoreKind } from '../../src/engine/options.ts';
import type { InitialMember } from '../../src/storage/bootstrap.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { must } from './steps.ts';

/** What whoever starts a node says of its groups. */
export interface Start {
  readonly join: boolean;
  readonly members: readonly InitialMember[];
  /** Where the state machines are to be kept; as before where it is not said. */
  readonly store?: StoreKind;
}

export function memberOf({ options: { node, address } }: SimHost): InitialMember {
  return { node, address };
}

/** What the node is told when it starts next. */
export function give(host: SimHost, { join, members, store }: Start): void {
  const { options } = host;
  const groups = options.groups.map((each) => ({ ...each, join, members }));
  host.options = { ...options, groups, store: store ?? options.store };
}

/** Starts the node on `host`, which is down, as `start` says: it must refuse with `code`. */
export function* refusesStart(
  { failures, world }: Simulation,
  host: SimHost,
  start: Start,
  code: ErrorCode,
): Script {
  const { options } = host;
  give(host, start);
  failures.expectStartRefusal(host.id, code);
  world.start(host);
  yield* must(
    () => !failures.awaitsRefusal(host.id),
    `node ${host.ordinal} must refuse to start with ${code}`,
  );
  world.crash(host, false);
  host.options = options;
}
