import test from 'ava';
import { exitCodeOf, rowOf, type Told } from '../../../sim/cli/scenario-rows.ts';
import type { VerdictKind } from '../../../sim/run/verdict.ts';
import { SCENARIOS } from '../../../sim/scenarios/catalogue.ts';
import type { Scenario } from '../../../sim/scenarios/scenario.ts';
import type { WorkerAnswer } from '../../../sim/worker.ts';

const [scenario] = SCENARIOS as [Scenario];

function told(seed: number, verdict: VerdictKind): Told {
  const counts = { events: 10 };
  const violation = verdict === 'pass' ? null : { oracle: 'scenario', message: 'it did not' };
  const result = { verdict, counts, violation, virtualMicros: 500_000 };
  const answer = { result, wallSeconds: 2, detail: null } as unknown as WorkerAnswer;
  return { kind: 'done', seed, answer };
}

test('a scenario that ended well with every seed adds up its runs', (t) => {
  const row = rowOf(scenario, [told(1, 'pass'), told(2, 'pass')]);
  t.like(row, { runs: 2, passed: 2, events: 20, virtualSeconds: 1, threadSeconds: 4 });
  t.is(exitCodeOf([row]), 0);
});

test('the first failing scenario decides the exit code, with its lowest seed', (t) => {
  const good = rowOf(scenario, [told(1, 'pass')]);
  const bad = rowOf(scenario, [told(1, 'pass'), told(2, 'invariant'), told(3, 'crash')]);
  const worse = rowOf(scenario, [told(1, 'crash')]);
  t.is(exitCodeOf([good, bad, worse]), 10);
  t.is(bad.passed, 1);
});

test('a scenario that must end badly fails when it ends well, and only then', (t) => {
  const doomed = { ...scenario, ending: 'linearizability' } as const;
  t.is(exitCodeOf([rowOf(doomed, [told(1, 'linearizability')])]), 0);
  t.is(exitCodeOf([rowOf(doomed, [told(1, 'pass')])]), 12);
  t.is(exitCodeOf([rowOf(doomed, [told(1, 'crash')])]), 13);
});

test('a run that could not be carried out is the fault of the harness', (t) => {
  const error = new Error('no memory');
  t.is(exitCodeOf([rowOf(scenario, [{ kind: 'broken', seed: 1, error }])]), 16);
});
