import test from 'ava';
import { membershipText } from '../../src/process/membership-text.ts';
import { index, node } from '../branded.ts';

const voter = { node: node(1), role: 'voter', address: '10.0.0.1:1' } as const;
const learner = { node: node(2), role: 'learner', address: '10.0.0.2:1' } as const;
const witness = { node: node(3), role: 'witness', address: '10.0.0.3:1' } as const;
const rest = { removed: [], changeId: index(4) };

test('voters are named by their addresses, others with their role before it', (t) => {
  const members = [voter, learner, witness];
  t.is(
    membershipText({ ...rest, members, joint: null }),
    '10.0.0.1:1, learner 10.0.0.2:1, witness 10.0.0.3:1',
  );
});

test('a joint configuration names both halves', (t) => {
  const joint = { outgoing: [voter, witness], autoLeave: true };
  t.is(
    membershipText({ ...rest, members: [voter], joint }),
    '10.0.0.1:1; beside them, until the change ends, 10.0.0.1:1, witness 10.0.0.3:1',
  );
});
