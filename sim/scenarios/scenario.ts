import type { SimConfig } from '../config/sim-config.ts';
import { Violation } from '../oracles/violation.ts';
import { heal, livenessPhase } from '../run/phases.ts';
import type { Course } from '../run/run-seed.ts';
import type { Simulation } from '../run/simulation.ts';
import type { VerdictKind } from '../run/verdict.ts';
import { runScript, type Script } from '../world/script.ts';

/** A story that a cluster must live through, told the same way for every seed. */
export interface Scenario {
  readonly name: string;
  /** Where it was asked for: a story of simulation.md 12, or of seeds.md 20; `–` for one of our own. */
  readonly origin: string;
  /** One line for lists. */
  readonly summary: string;
  /** The run that the seed stands for, without faults of its own and with what the story needs. */
  configure(config: SimConfig): SimConfig;
  /** What happens, while clients work. @throws Violation when the cluster does not play its part. */
  script(simulation: Simulation): Script;
  /** How it must end, where that is not well. */
  readonly ending?: VerdictKind;
}

const SECOND = 1_000_000;
const LOOK_MICROS = SECOND / 5;
/** No story is longer than this. */
const LENGTH_MAX_MICROS = 1800 * SECOND;

/** Clients begin, the story is told, everything heals, and the cluster must be whole again. */
export function courseOf(scenario: Scenario): Course {
  return (simulation) => {
    const { world } = simulation;
    simulation.startClients();
    let isOver = false;
    runScript(world, scenario.script(simulation), () => {
      isOver = true;
    });
    while (!isOver) {
      if (world.nowMicros > LENGTH_MAX_MICROS) {
        throw new Violation('scenario', 'liveness', `${scenario.name} does not come to its end`);
      }
      simulation.runUntil(world.nowMicros + LOOK_MICROS);
    }
    heal(simulation);
    livenessPhase(simulation);
  };
}
