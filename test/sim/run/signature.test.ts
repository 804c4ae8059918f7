import test from 'ava';
import { signatureOf } from '../../../sim/run/signature.ts';

function core(message: string): string {
  return signatureOf({ oracle: 'core', message });
}

test('an invariant is the same failure whatever it says of whom', (t) => {
  const one = { oracle: 'election-safety', message: 'n1 and n2 lead term 3' };
  const other = { oracle: 'election-safety', message: 'n4 leads, and so does n5' };
  t.is(signatureOf(one), signatureOf(other));
});

test('a cluster that is not whole for another reason is another failure', (t) => {
  const rest = 'with a quorum of every group, was not enough while the rest stayed as it was';
  const unled = core(`to heal 2 of 3 machines (1, 2), ${rest}: group 1 has no leader`);
  t.is(unled, core(`to heal 3 of 5 machines (2, 4, 5), ${rest}: group 7 has no leader`));
  t.not(unled, core(`to heal 2 of 3 machines (1, 2), ${rest}: 4 of 8 operations are unanswered`));
});

test('what a run was excused of makes no other failure', (t) => {
  const said = '60 virtual seconds after every fault was mended, node 2 has applied 7 of 9';
  t.is(
    signatureOf({ oracle: 'convergence', message: said }),
    signatureOf({ oracle: 'convergence', message: `${said}; node 3 is excused` }),
  );
});

test('a story that fails at another step is another failure', (t) => {
  const step = (message: string) => signatureOf({ oracle: 'scenario', message });
  t.is(
    step('node 3 must catch up: not within 30 virtual seconds'),
    step('node 2 must catch up: not within 60 virtual seconds'),
  );
  t.not(step('node 3 must catch up'), step('clients must get 20 more answers'));
});
