import type { Outcome } from '../../src/client/operation.ts';
import { isServed } from '../workload/served.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1_000_000;
/** Until what got no answer is asked again. */
const PAUSE_MICROS = SECOND / 5;

/** What is asked of a cluster that should work. */
export interface Asked {
  /** Operations that were not answered yet. */
  readonly missing: number;
  /** Nothing is asked again. */
  end(): void;
}

/**
 * Writes each key and then reads it, all at once, and again until it is answered: an engine whose
 * batches hold one entry may well be too busy to answer all of them the first time.
 */
export function ask(
  { world, patientClient }: Simulation,
  keys: readonly string[],
  label: string,
): Asked {
  let missing = 2 * keys.length;
  let attempts = 0;
  let isOver = false;
  const read = (key: string) => {
    patientClient.perform({ kind: 'get', key }, (outcome) => answered(outcome, () => read(key)));
  };
  const write = (key: string) => {
    const value = `${label}:${++attempts}`;
    patientClient.perform({ kind: 'put', key, value }, (outcome) => {
      if (answered(outcome, () => write(key))) {
        read(key);
      }
    });
  };
  const answered = (outcome: Outcome, again: () => void): boolean => {
    const isAnswered = isServed(outcome);
    missing -= isAnswered ? 1 : 0;
    if (!isAnswered && !isOver) {
      world.at(world.nowMicros + PAUSE_MICROS, again);
    }
    return isAnswered;
  };
  keys.forEach(write);
  return {
    get missing() {
      return missing;
    },
    end() {
      isOver = true;
    },
  };
}
