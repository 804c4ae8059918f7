import test from 'ava';
import { resumeSweep } from '../../../sim/cli/reproduce-run.ts';
import { sweepOf } from './sweep-sessions.ts';

test('the command that goes on with a sweep compares every run where the sweep did', (t) => {
  const command = sweepOf([1, 9], 's', { checksDeterminism: true });
  t.is(
    resumeSweep(command, 's.jsonl'),
    'npm run sim -- --seeds 1..9 --check-determinism --store s.jsonl',
  );
});
