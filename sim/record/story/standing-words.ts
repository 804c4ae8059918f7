import type { Standing, StandingReplica } from './story.ts';

/** Groups that are laid out member by member; of the others a sentence says enough. */
const LAID_OUT_MAX = 2;

const MICROS_PER_SECOND = 1_000_000;

/** Columns of a table of members: a heading, and what stands below it. */
export const MEMBER_COLUMNS: readonly {
  readonly heading: string;
  readonly value: (replica: StandingReplica) => string;
}[] = [
  { heading: 'node', value: ({ name }) => name },
  { heading: 'machine', value: ({ machine }) => machine },
  { heading: 'role', value: ({ role }) => role },
  { heading: 'term', value: ({ term }) => term },
  { heading: 'log', value: ({ log }) => log },
  { heading: 'committed', value: ({ committed }) => committed },
  { heading: 'applied', value: ({ applied }) => applied },
  { heading: 'leader', value: ({ leader }) => leader },
  { heading: 'heard last', value: ({ heard }) => heardWords(heard) },
];

/** Groups to be laid out: those in trouble, or the first where none is. */
export function laidOut(standings: readonly Standing[]): readonly Standing[] {
  const troubled = standings.filter(({ trouble }) => trouble !== 'none');
  return (troubled.length > 0 ? troubled : standings).slice(0, LAID_OUT_MAX);
}

function heardWords(heard: StandingReplica['heard']): string {
  return heard === null
    ? '–'
    : `${heard.from}, ${(heard.agoMicros / MICROS_PER_SECOND).toFixed(3)} s ago`;
}
