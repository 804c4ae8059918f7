import type { NodeState, RecordedNode, Recording } from '../../sim/record/recording.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import type { NodeNames } from './node-names.ts';
import { moment } from './words.ts';

/** Who n1, n2, … are. */
export function nodesSection({ nodes }: Recording, names: NodeNames): Section {
  return {
    id: 'nodes',
    title: 'Nodes',
    body: html`${table(
      'Nodes',
      [
        { heading: 'name', align: 'left', value: ({ node }) => names.of(node) },
        { heading: 'address', align: 'left', value: ({ address }) => address },
        { heading: 'id', align: 'right', value: ({ node }) => node },
        {
          heading: 'first start',
          align: 'right',
          value: ({ states }) => moment(states[0]?.fromMicros ?? 0),
        },
        { heading: 'up for', align: 'right', value: (node) => moment(timeIn(node, 'up')) },
        { heading: 'down for', align: 'right', value: (node) => moment(timeIn(node, 'down')) },
        { heading: 'clock runs', align: 'right', value: ({ driftPpm }) => driftWords(driftPpm) },
        { heading: 'in the end', align: 'left', value: ({ states }) => states.at(-1)?.state },
      ],
      nodes,
    )}`,
  };
}

function timeIn({ states }: RecordedNode, state: NodeState): number {
  return states
    .filter((span) => span.state === state)
    .reduce((sum, { fromMicros, untilMicros }) => sum + untilMicros - fromMicros, 0);
}

function driftWords(ppm: number): string {
  return ppm === 0
    ? 'true'
    : `${(Math.abs(ppm) / 10_000).toFixed(3)} % ${ppm > 0 ? 'fast' : 'slow'}`;
}
