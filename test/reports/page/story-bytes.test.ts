import test from 'ava';
import { decodeStory, encodeStory } from '../../../reports/page/story-bytes.ts';
import { NodeNames } from '../../../reports/sim/node-names.ts';
import { storyPage } from '../../../reports/sim/story/story-page.ts';
import { recordedRun, secondLeaderAt } from '../../sim/record/recorded-run.ts';

const SECOND = 1_000_000;

const { recording } = recordedRun(
  '3',
  { durationMicros: 3 * SECOND, nodes: 3, groups: 2 },
  secondLeaderAt(2 * SECOND),
);

test('a story is the same after it was written and read', (t) => {
  const story = storyPage(recording, new NodeNames(recording), 2 * SECOND);
  t.true(story.rows.count > 100);
  t.deepEqual(decodeStory(encodeStory(story)), story);
});

test('numbers of any size and sign survive, also those of a restored group', (t) => {
  const story = storyPage(recording, new NodeNames(recording), null);
  const values = [0, -1, 1, 127, 128, -128, 2 ** 32, 2 ** 40 + 7, -(2 ** 40)];
  const states = {
    ...story.states,
    atMicros: Float64Array.from(values.keys()),
    cell: Uint32Array.from(values, () => 0),
    value: Float64Array.from(values),
  };
  t.deepEqual([...decodeStory(encodeStory({ ...story, states })).states.value], values);
});

test('a page opens at what broke, else where the first fault struck', (t) => {
  const names = new NodeNames(recording);
  t.is(storyPage(recording, names, 2 * SECOND).openMicros, 2 * SECOND);
  const first = recording.faults[0]?.fromMicros ?? 0;
  t.is(storyPage(recording, names, null).openMicros, Math.min(first, recording.endMicros));
});
