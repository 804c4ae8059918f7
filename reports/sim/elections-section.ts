import type { Recording } from '../../sim/record/recording.ts';
import type { GroupId, NodeId, Term } from '../../src/base/ids.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import type { NodeNames } from './node-names.ts';
import { gapsIn, type Reign, reignsOf, successionOf } from './timeline/reigns.ts';
import { counted, moment } from './words.ts';

const ROWS_MAX = 500;

/** Every term that had a leader, with those who voted for it. */
export function electionsSection(recording: Recording, names: NodeNames): Section {
  return {
    id: 'elections',
    title: 'Elections',
    body: html`${recording.groups.map((group) => ofGroup(recording, group, names))}`,
  };
}

function ofGroup(recording: Recording, group: GroupId, names: NodeNames): Html {
  const replicas = recording.replicas.filter((replica) => replica.group === group);
  const reigns = reignsOf(replicas);
  const gaps = gapsIn(successionOf(reigns, recording.endMicros), recording.endMicros);
  const withoutMicros = gaps.reduce((sum, gap) => sum + gap.untilMicros - gap.fromMicros, 0);
  const share = Math.round((withoutMicros / Math.max(1, recording.endMicros)) * 100);
  return html`<details><summary>Group ${group}: ${counted(reigns.length, 'leader')} one after the other, none for ${moment(withoutMicros)} (${share} % of the run)</summary>
${table(
  `Elections of group ${group}`,
  [
    { heading: 'elected', align: 'right', value: ({ fromMicros }) => moment(fromMicros) },
    { heading: 'term', align: 'right', value: ({ term }) => term },
    { heading: 'leader', align: 'left', value: ({ node }) => names.of(node) },
    {
      heading: 'votes from others',
      align: 'left',
      value: ({ node, term }) => names.all(votersFor(recording, group, node, term)) || 'none',
    },
    {
      heading: 'led for',
      align: 'right',
      value: ({ fromMicros, untilMicros }: Reign) => moment(untilMicros - fromMicros),
    },
  ],
  reigns.slice(0, ROWS_MAX),
)}
${reigns.length > ROWS_MAX && html`<p class="muted">${reigns.length - ROWS_MAX} later ones are left out.</p>`}
</details>
`;
}

function votersFor(
  { replicas }: Recording,
  group: GroupId,
  candidate: NodeId,
  term: Term,
): NodeId[] {
  return replicas
    .filter((replica) => replica.group === group)
    .filter(({ marks }) =>
      marks.some(
        (mark) => mark.kind === 'vote' && mark.term === term && mark.candidate === candidate,
      ),
    )
    .map(({ node }) => node);
}
