import test from 'ava';
import { InvariantError } from '../../src/base/invariant.ts';
import { Excluded } from '../foreign/case-counts.ts';
import { Mismatch, runTranscript } from './run-transcript.ts';

/** Two nodes elect, write and compact; in the format of the transcripts of others. */
const TRANSCRIPT = `
add-nodes 2 voters=(1,2) index=5
----
ok

campaign 2
----
ok

stabilize
----
> 2 handling Ready
  HardState Term:1 Vote:2 Commit:5
> 1 handling Ready
  HardState Term:1 Vote:2 Commit:6
  Lead:2 State:StateFollower
  Entries:
  1/6 EntryNormal ""
> 2 handling Ready
  Lead:2 State:StateLeader
  HardState Term:1 Vote:2 Commit:6
  Entries:
  1/6 EntryNormal ""

propose 1 hello
----
ok

stabilize log-level=none
----
ok

raft-state
----
1: StateFollower (Voter) Term:1 Lead:2
2: StateLeader (Voter) Term:1 Lead:2

raft-log 1
----
1/6 EntryNormal ""
1/7 EntryNormal "hello"

status 2
----
1: StateReplicate match=7 next=8
2: StateReplicate match=7 next=8

compact 2 7
----
log is empty: first index=8, last index=7
`;

test('a transcript of what happens here is confirmed at every place that it compares', (t) => {
  t.deepEqual(runTranscript(TRANSCRIPT), { outputs: 4, states: 2 });
});

// Each of these shows that the comparison can fail.
for (const [recorded, altered] of [
  ['Term:1 Vote:2 Commit:6\n  Lead', 'Term:2 Vote:2 Commit:6\n  Lead'],
  ['Commit:6\n  Lead', 'Commit:5\n  Lead'],
  ['Lead:2 State:StateFollower', 'Lead:1 State:StateFollower'],
  ['State:StateLeader\n', 'State:StateCandidate\n'],
  ['  1/6 EntryNormal ""\n\npropose', '  1/6 EntryNormal "x"\n\npropose'],
  ['  1/6 EntryNormal ""\n\npropose', '  1/7 EntryNormal ""\n\npropose'],
  ['(Voter) Term:1 Lead:2\n2', '(Non-Voter) Term:1 Lead:2\n2'],
  ['1/7 EntryNormal "hello"', '1/7 EntryNormal "hallo"'],
  ['match=7 next=8\n2', 'match=6 next=8\n2'],
  ['first index=8', 'first index=7'],
] as const) {
  test(`a transcript with ${JSON.stringify(altered)} for ${JSON.stringify(recorded)} is refused`, (t) => {
    t.true(TRANSCRIPT.includes(recorded));
    const text = TRANSCRIPT.replace(recorded, altered);
    t.throws(() => runTranscript(text), { instanceOf: Mismatch, message: /^line \d+: / });
  });
}

test('what no test knows is excluded by its name', (t) => {
  const expectation = { instanceOf: Excluded };
  t.throws(() => runTranscript('dance 1\n----\nok\n'), { ...expectation, message: /dance/ });
  const option = 'add-nodes 1 voters=(1) index=2 mood=true\n----\nok\n';
  t.throws(() => runTranscript(option), { ...expectation, message: /mood/ });
});

test('a defect of consensus is no mismatch: it fails in any transcript', (t) => {
  const text = 'add-nodes 1 voters=(1) index=2\n----\nok\n\ncompact 1 9\n----\nok\n';
  t.throws(() => runTranscript(text), { instanceOf: InvariantError });
});
