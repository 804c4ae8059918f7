import test from 'ava';
import { group, index, node, term } from '../branded.ts';
import { entriesOf, OPTIONS } from '../raft/replica.ts';
import { foundingMembership } from './lab-membership.ts';
import { LabNode } from './lab-node.ts';
import { Safety } from './safety.ts';

function labNode(id: number): LabNode {
  const raft = { ...OPTIONS, id: node(id), group: group(1) };
  const options = { raft, applyBytesMax: 1, asyncStorage: false };
  const position = { index: index(0), term: term(0) };
  return new LabNode(options, {
    position,
    membership: foundingMembership([1, 2], []),
    content: '',
  });
}

/** A node that holds entries of these terms, so many of them committed. */
function holding(id: number, terms: readonly number[], committed = 0): LabNode {
  const made = labNode(id);
  made.raft.state.log.append(entriesOf(terms));
  made.raft.state.log.commitTo(index(committed));
  return made;
}

test('logs that differ only behind what is committed are safe', (t) => {
  const safety = new Safety();
  t.notThrows(() => safety.check([holding(1, [1, 1, 2], 2), holding(2, [1, 1, 3], 1)]));
});

test('two leaders in a term are noticed, also when they lead one after the other', (t) => {
  const safety = new Safety();
  const [one, two] = [labNode(1), labNode(2)];
  one.raft.state.role = 'leader';
  safety.check([one, two]);
  one.raft.state.role = 'follower';
  two.raft.state.role = 'leader';
  t.throws(() => safety.check([one, two]), { message: /both lead term 0/ });
});

test('another entry where one is committed is noticed, also on one node', (t) => {
  const safety = new Safety();
  safety.check([holding(1, [1, 1], 2)]);
  t.throws(() => safety.check([holding(1, [1, 2], 2)]), { message: /commits 2\/2/ });
});

test('logs that agree at an index and not before it are noticed', (t) => {
  const safety = new Safety();
  t.throws(() => safety.check([holding(1, [1, 2, 3]), holding(2, [1, 1, 3])]), { message: /hold/ });
});
