import test from 'ava';
import { Violation } from '../../../sim/oracles/violation.ts';
import type { Simulation } from '../../../sim/run/simulation.ts';
import { write } from '../../../sim/scenarios/steps.ts';
import type { Outcome } from '../../../src/client/operation.ts';
import { result } from '../../../src/kv/result.ts';

const OK: Outcome = { kind: 'written', result: result('ok', 1, 0) };
const UNKNOWN: Outcome = { kind: 'unknown', cause: 'timeout' };

/** Writes once, with a client that learns `answer` of each attempt; returns the values it sent. */
function writeOnce(answer: (attempt: number) => Outcome): string[] {
  const values: string[] = [];
  const world = { nowMicros: 0 };
  const patientClient = {
    perform({ value }: { value: string }, done: (outcome: Outcome) => void) {
      values.push(value);
      done(answer(values.length));
    },
  };
  const script = write({ world, patientClient } as unknown as Simulation, 1);
  let learnt: unknown;
  for (let step = script.next(); step.done !== true; step = script.next(learnt)) {
    if (step.value.kind === 'call') {
      step.value.begin((value) => {
        learnt = value;
      });
    } else if (step.value.kind === 'sleep') {
      world.nowMicros += step.value.micros;
    }
  }
  return values;
}

test('a story writes another value until a write is acknowledged', (t) => {
  const values = writeOnce((attempt) => (attempt < 3 ? UNKNOWN : OK));
  t.is(new Set(values).size, 3);
});

test('a story fails whose write is never acknowledged', (t) => {
  for (const never of [UNKNOWN, { kind: 'written', result: result('invalid', 0, 0) } as const]) {
    const violation = t.throws(() => writeOnce(() => never), { instanceOf: Violation });
    t.is(violation?.oracle, 'scenario');
  }
});
