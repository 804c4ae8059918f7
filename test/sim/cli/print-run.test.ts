import test from 'ava';
import { headline } from '../../../sim/cli/print-run.ts';
import { configOf } from '../../../sim/run/run-task.ts';

function headlineOf(scenario: string): string {
  const config = configOf({ seed: '1', profile: 'default', scenario, overrides: {} });
  return headline('1', { config, scenario }, null);
}

test('of a story that must end badly it is said before it is told, and of no other', (t) => {
  t.regex(headlineOf('lease-beyond-drift'), /; it is expected to fail \(linearizability\)$/);
  t.notRegex(headlineOf('lease-within-drift'), /fail/);
});
