import { restart } from '../faults/crashes.ts';
import { obstacleToConvergence } from '../oracles/convergence.ts';
import { Violation } from '../oracles/violation.ts';
import { ask } from './asking.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1_000_000;
/** How often a healed cluster is asked whether it agrees. */
const LOOK_MICROS = SECOND / 5;
/** Time in which the healed cluster must answer a write and a read. */
const SERVE_MICROS = 20 * SECOND;
/** Keys that are written and read in the end, where there are more. */
const SERVED_KEYS_MAX = 60;
/** Time in which machines that are whole again may show what they have forgotten. */
const AFTERMATH_MICROS = 10 * SECOND;

/** Clients work while faults strike. */
export function safetyPhase(simulation: Simulation): void {
  simulation.startClients();
  simulation.startFaults();
  simulation.runUntil(simulation.world.config.durationMicros);
}

/** No fault strikes any more and links are whole; clients begin nothing new. Machines are as they are. */
export function calmDown(simulation: Simulation): void {
  const { world, clients } = simulation;
  simulation.stopFaults();
  world.network.heal();
  for (const client of clients) {
    client.stop();
  }
}

/** Every fault is mended for good; whoever is a member runs. */
export function heal(simulation: Simulation): void {
  const { world, cluster } = simulation;
  calmDown(simulation);
  for (const host of world.machines) {
    // Also who was removed and may still be needed: only who was switched off stays away.
    if (host.state === 'paused') {
      world.resume(host);
    } else {
      restart(cluster, host);
    }
  }
  world.healed();
}

/**
 * The healed cluster must agree on everything and answer again.
 *
 * @throws Violation of class `liveness`
 */
export function livenessPhase(simulation: Simulation): void {
  converge(simulation);
  serve(simulation);
  converge(simulation);
  answerAll(simulation);
}

/** Where synced data may be lost on any machine, nothing need work again; what does must be safe. */
export function aftermath(simulation: Simulation): void {
  simulation.runUntil(simulation.world.nowMicros + AFTERMATH_MICROS);
}

/** After the longest that a node may let anybody wait, by the slowest clock, nobody waits. */
function answerAll({ world, answered }: Simulation): void {
  const { tickMicros, requestTimeoutTicks } = world.config.tuning;
  const askedMicros = world.nowMicros;
  world.runUntil(askedMicros + 2 * tickMicros * (requestTimeoutTicks + 1));
  answered.check(askedMicros);
}

function converge({ world, cluster, committed, clients, failures }: Simulation): void {
  const deadlineMicros = world.nowMicros + world.config.convergeMicros;
  for (;;) {
    const obstacle = obstacleToConvergence(cluster, committed);
    const pending = clients.reduce((sum, client) => sum + client.pending, 0);
    if (obstacle === null && pending === 0) {
      return;
    }
    if (world.nowMicros >= deadlineMicros) {
      const what = obstacle?.words ?? `${pending} operations have no outcome`;
      const seconds = world.config.convergeMicros / SECOND;
      throw new Violation(
        'convergence',
        'liveness',
        [
          `${seconds} virtual seconds after every fault was mended, ${what}`,
          ...failures.excuses,
        ].join('; '),
        { group: obstacle?.group ?? null },
      );
    }
    world.runUntil(world.nowMicros + LOOK_MICROS);
  }
}

/** One write and one read of each key, by a client that repeats what got no answer. */
function serve(simulation: Simulation): void {
  const { world } = simulation;
  const keys = Math.min(SERVED_KEYS_MAX, world.config.workload.keys);
  const asked = ask(
    simulation,
    Array.from({ length: keys }, (_, i) => `key-${i}`),
    'final',
  );
  const deadlineMicros = world.nowMicros + SERVE_MICROS;
  while (asked.missing > 0 && world.nowMicros < deadlineMicros) {
    world.runUntil(world.nowMicros + LOOK_MICROS);
  }
  asked.end();
  if (asked.missing > 0) {
    throw new Violation(
      'service',
      'liveness',
      `the healed cluster left ${asked.missing} of ${2 * keys} operations unanswered for ${SERVE_MICROS / SECOND} virtual seconds`,
    );
  }
}
