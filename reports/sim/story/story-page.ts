import type { Recording } from '../../../sim/record/recording.ts';
import { rowWords } from '../../../sim/record/story/row-words.ts';
import { FATES, ROW_KINDS, type Story } from '../../../sim/record/story/story.ts';
import { machineSpansOf } from '../../page/role-spans.ts';
import type { StoryBand, StoryPage } from '../../page/story-bytes.ts';
import { faultWords } from '../fault-words.ts';
import type { NodeNames } from '../node-names.ts';

const DISK = ROW_KINDS.indexOf('disk');
const FAILED = FATES.indexOf('failed');
/** Failed requests that get a mark among the faults. */
const FAILURES_MAX = 500;

/** The story with the faults that the report names, and the instant that it opens at. */
export function storyPage(
  { story, faults, healedMicros }: Recording,
  names: NodeNames,
  brokenMicros: number | null,
): StoryPage {
  const bands = faults.map((fault): StoryBand => {
    const { row, kind, short, detail } = faultWords(fault, names);
    const { fromMicros, untilMicros } = fault;
    return { row, kind, short, detail, fromMicros, untilMicros };
  });
  return {
    ...story,
    bands: [...bands, ...diskBands(story)].sort((a, b) => a.fromMicros - b.fromMicros),
    openMicros: brokenMicros ?? firstTrouble(bands, story),
    healedMicros,
  };
}

/** A run that passed opens where the first fault has just struck. */
function firstTrouble(bands: readonly StoryBand[], { endMicros }: Story): number {
  return Math.min(bands[0]?.fromMicros ?? 0, endMicros);
}

/** Disks that were full or damaged, and requests to them that failed. */
function diskBands(story: Story): StoryBand[] {
  const troubles = [...machineSpansOf(story)].flatMap(([node, spans]) =>
    spans
      .filter(({ kind }) => kind === 'full disk' || kind === 'damaged disk')
      .map(({ kind, fromMicros, untilMicros }) => ({
        row: 'disks',
        kind,
        short: `${story.nodes[node]?.name} ${kind.split(' ')[0]}`,
        detail: kind,
        fromMicros,
        untilMicros,
      })),
  );
  return [...troubles, ...failures(story).slice(0, FAILURES_MAX)];
}

function failures(story: Story): StoryBand[] {
  const { rows } = story;
  return [...rows.kind.keys()]
    .filter((row) => rows.kind[row] === DISK && rows.fate[row] === FAILED)
    .map((row) => {
      const name = story.nodes[rows.node[row] as number]?.name ?? '';
      const atMicros = rows.untilMicros[row] as number;
      return {
        row: 'disks',
        kind: 'failed request',
        short: `${name} ✕`,
        detail: rowWords(story, row),
        fromMicros: atMicros,
        untilMicros: atMicros,
      };
    });
}
