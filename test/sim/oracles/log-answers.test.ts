import test from 'ava';
import type { CommittedEntries } from '../../../sim/oracles/committed-entries.ts';
import { LogAnswers } from '../../../sim/oracles/log-answers.ts';
import { contentOf } from '../../../sim/oracles/replica-view.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { Entry } from '../../../src/raft/entry.ts';
import { group, index, node, term } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';
import { expectAlarm } from './synthetic-host.ts';

const PLACE = { node: node(1), group: group(1) };
const ENTRIES = [1, 2, 3].map((at) => sealedEntry(at, 1, 'command', Uint8Array.of(at)));

/** Entries 1 to 3 are committed. */
const committed = {
  highest: () => index(3),
  at: (_: unknown, at: number) => {
    const entry = ENTRIES[at - 1];
    return entry && { term: entry.term, content: contentOf(entry) };
  },
} as unknown as CommittedEntries;

/** Checks an answer with these entries to who asked for entries 1 to `last`. */
function check(
  entries: readonly Entry[],
  { last = 3, bytesMax = 1000, commitIndex = 3 } = {},
): void {
  const records = new Uint8Array(
    entries.flatMap(({ bytes, start, end }) => [...bytes.subarray(start, end)]),
  );
  new LogAnswers(committed, nodeChecksum).check(
    PLACE,
    { first: index(1), last: index(last), bytesMax },
    { firstIndex: index(1), commitIndex: index(commitIndex), records },
  );
}

test('what was committed is answered, all of it or the first of it', (t) => {
  t.notThrows(() => check(ENTRIES));
  t.notThrows(() => check(ENTRIES.slice(0, 1), { bytesMax: 1 }));
});

const [first, second, third] = ENTRIES as [Entry, Entry, Entry];
const WRONG = {
  'another entry than the committed one': () =>
    check([first, sealedEntry(2, 1, 'command', Uint8Array.of(7)), third]),
  'an entry of another term': () => check([sealedEntry(1, term(2), 'command', Uint8Array.of(1))]),
  'a gap': () => check([first, third]),
  'nothing at all': () => check([]),
  'more entries than were asked for': () => check(ENTRIES, { last: 2 }),
  'entries that it does not call committed': () => check(ENTRIES, { commitIndex: 2 }),
  'more to be committed than is': () => check(ENTRIES, { commitIndex: 4 }),
  'more bytes than were allowed': () => check([first, second], { bytesMax: 1 }),
};
for (const [what, answer] of Object.entries(WRONG)) {
  test(`a node that answers of its log ${what} is reported`, (t) => {
    expectAlarm(t, 'log-answers', answer);
  });
}
