import { ORACLES, type OracleName } from '../../sim/oracles/catalogue.ts';
import type { Recording } from '../../sim/record/recording.ts';
import { causeWords, lastCauses } from '../../sim/record/story/last-causes.ts';
import { placeOf, secondsText } from '../../sim/record/story/row-words.ts';
import { laidOut, MEMBER_COLUMNS } from '../../sim/record/story/standing-words.ts';
import type {
  Disagreement,
  Standing,
  StandingReplica,
  Story,
} from '../../sim/record/story/story.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import type { NodeNames } from './node-names.ts';
import type { TimelineSource } from './timeline/timeline.ts';
import { brokenKeys, firstLine } from './verdict.ts';
import { counted, moment } from './words.ts';

/** Causes that are listed, as on the screen of a terminal. */
const CAUSES_MAX = 15;

/** What broke: what led to it, and the two sides that cannot both be right; null when nothing did. */
export function violationSection(result: RunResult, source: TimelineSource): Section | null {
  const { violation } = result;
  const { broken, recording, names } = source;
  if (violation === null || broken === null) {
    return null;
  }
  const found = allThatWasFound(violation.message, recording.keys).map((text) =>
    names.inText(text),
  );
  // The headline has the rest.
  const isLong = found.join('') !== firstLine(violation, names);
  const { story } = recording;
  return {
    id: 'violation',
    title: 'How it broke',
    body: html`${story.standings.length > 0 ? standing(story) : causeList(story)}
${story.disagreement !== null && sides(story.disagreement)}
${isLong && html`<details><summary>All that was found</summary><div class="callout bad"><pre>${found.join('\n\n')}</pre></div></details>`}
`,
  };
}

/** What the oracle said, and what there is to say of every key that has no order and is not that one. */
function allThatWasFound(message: string, keys: Recording['keys']): string[] {
  const [title] = message.split('\n');
  const explanations = brokenKeys(keys).map(({ failing }) => failing.explanation);
  return [message, ...explanations.filter((text) => text.split('\n')[0] !== title)];
}

function causeList(story: Story): Html | undefined {
  const { all, shown, direct } = lastCauses(story, CAUSES_MAX);
  return shown.length === 0
    ? undefined
    : html`<p>The last ${shown.length} of ${counted(all, 'event')} that led to it; in bold what shows it. Below, the same moments as a picture.</p>
${rowList('What led to it', story, shown, direct)}
`;
}

function rowList(
  label: string,
  story: Story,
  shown: readonly number[],
  direct: readonly number[],
): Html {
  return html`<ol class="causes" aria-label="${label}">
${shown.map((row) => html`<li${direct.includes(row) && html` class="direct"`}>${secondsText(story.rows.atMicros[row] as number).padStart(10)}  ${placeOf(story, row).padEnd(12)} ${causeWords(story, row, { all: shown.length, shown, direct })}</li>\n`)}</ol>`;
}

/** Nothing happened that should have: how things stand, and what moved last. */
function standing(story: Story): Html {
  const tables = laidOut(story.standings);
  const rest = story.standings.filter((each) => !tables.includes(each));
  const { shown } = lastCauses(story, CAUSES_MAX);
  return html`<p>Nothing that happened shows what did not. This is how the groups stood in the end, the least well first.</p>
${tables.map(
  (each) => html`<h3>${capitalised(each.words)}</h3>
${members(each)}`,
)}
${rest.length > 0 && html`<ul>${rest.map(({ words }) => html`<li>${capitalised(words)}.</li>\n`)}</ul>`}
${shown.length > 0 && html`<p>The last changes of roles and commits there. Below, the same as a picture.</p>\n${rowList('What moved last', story, shown, [])}`}
`;
}

function members({ group, replicas }: Standing): Html {
  return table(
    `The members of group ${group}`,
    MEMBER_COLUMNS.map(({ heading, value }) => ({
      heading,
      align: 'left' as const,
      wide: heading === 'heard last',
      value: (replica: StandingReplica) =>
        heading === 'heard last' && replica.heard !== null
          ? `${value(replica)}: ${replica.heard.words}`
          : value(replica),
    })),
    replicas,
  );
}

function capitalised(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** The sides beside each other; what should be equal and is not stands out. */
function sides({ title, columns, rows }: Disagreement): Html {
  return html`<h3>${title}</h3>
<div class="table-box" tabindex="0" role="region" aria-label="${title}"><table class="sides${columns.length === 2 && ' pair'}">
<thead><tr><th></th>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ name, values, isDifferent }) =>
    html`<tr${isDifferent && html` class="differs"`}><th scope="row">${isDifferent && '≠ '}${name}</th>${values.map((value) => html`<td class="side">${value}</td>`)}</tr>\n`,
)}</tbody>
</table></div>
`;
}

/** What found it, and where it broke as far as that is known. */
export function placeWords({ violation }: RunResult, names: NodeNames): Html | undefined {
  if (violation === null) {
    return undefined;
  }
  const { oracle, node, group, term, index, event, virtualMicros } = violation;
  const parts = [
    html`<strong>${oracle}</strong>`,
    node !== null && html`node <strong>${names.of(node)}</strong>`,
    group !== null && html`group <strong>${group}</strong>`,
    term !== null && html`term <strong>${term}</strong>`,
    index !== null && html`index <strong>${index}</strong>`,
    html`found after <strong>${moment(virtualMicros)}</strong> of virtual time and ${counted(event, 'event')}`,
  ].filter((part) => part !== false);
  const place = html`${parts.map((part, i) => html`${i > 0 && ' · '}${part}`)}`;
  return html`${place}${isOracle(oracle) && html`<br>The rule: ${ORACLES[oracle]}.`}`;
}

/** Results may come from another build, with oracles of its own. */
function isOracle(name: string): name is OracleName {
  return Object.hasOwn(ORACLES, name);
}
