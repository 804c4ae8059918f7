import test from 'ava';
import { faultLines } from '../../../sim/cli/fault-lines.ts';
import { noFaults } from '../../../sim/world/counters.ts';

test('what operators and the engine did is not told as a fault', (t) => {
  const faults = { ...noFaults(), loss: 1200, addWitness: 1, transfer: 2, quiesceEntered: 3 };
  t.deepEqual(faultLines(faults), [
    'faults: loss 1,200',
    'operators: addWitness 1, transfer 2',
    'engine: quiesceEntered 3',
  ]);
});

test('a run without faults says so', (t) => {
  t.deepEqual(faultLines({ ...noFaults(), promote: 1 }), ['faults: none', 'operators: promote 1']);
});

test('every kind that is counted is told', (t) => {
  const kinds = Object.keys(noFaults());
  const faults = { ...noFaults(), ...Object.fromEntries(kinds.map((kind) => [kind, 1])) };
  const told = faultLines(faults).flatMap((line) => line.replace(/^\w+: /, '').split(', '));
  t.deepEqual(told.sort(), kinds.map((kind) => `${kind} 1`).sort());
});
