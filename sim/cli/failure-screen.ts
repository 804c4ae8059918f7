import { addressOfNodeId } from '../../src/base/address.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { ORACLES } from '../oracles/catalogue.ts';
import { causeWords, lastCauses } from '../record/story/last-causes.ts';
import { placeOf, secondsText } from '../record/story/row-words.ts';
import { laidOut, MEMBER_COLUMNS } from '../record/story/standing-words.ts';
import type { Standing, Story } from '../record/story/story.ts';
import type { ReportedViolation } from '../run/run-result.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import type { WorkerAnswer } from '../worker.ts';
import { plural } from './print-run.ts';
import type { RunFiles } from './run-line.ts';

const COLUMNS = 100;
const LINES = 40;
/** Where the words of a line begin. */
const INDENT = 13;
const ANCESTORS_MAX = 15;
/** Where it is that nothing happened, how things stand takes most of the room. */
const MOVES_MAX = 6;
const STANDING_LINES_MAX = 15;
/** The start of `  0.091234  n1→n2  `. */
const PLACE_COLUMNS = 14;
const MICROS_PER_SECOND = 1_000_000;
const NODE_ID = /\b(?:node )?(\d{9,16})\b/g;
const count = new Intl.NumberFormat('en-US').format;

/** One screen: what broke, where, when and why, and how to see it again. */
export function failureScreen(
  command: string,
  { result, detail }: WorkerAnswer,
  files: RunFiles,
): string {
  const { violation, verdict, config } = result;
  const story = detail?.recording.story ?? null;
  const head = ['', `FAILED: ${verdict} (exit code ${EXIT_CODES[verdict]})`];
  const tail = [
    ...labelled('run', configurationWords(config)),
    ...labelled('reproduce', command, ' \\'),
    ...labelled('shrink', `${command} --shrink`, ' \\'),
    ...labelled('capsule', files.capsule),
    ...labelled('report', files.report),
  ];
  if (violation === null) {
    return [...head, ...tail].join('\n');
  }
  const place = [
    ...labelled('where', whereWords(violation, story)),
    ...labelled(
      'when',
      `after ${secondsText(violation.virtualMicros)} virtual seconds, event ${count(violation.event)}`,
    ),
  ];
  const causes = story === null ? [] : [...standingLines(story), ...causeLines(story)];
  const room = LINES - head.length - place.length - causes.length - tail.length;
  const what = whatLines(violation, story, room);
  return [...head, ...what, ...place, ...causes, ...tail].join('\n');
}

/** The sentence and what was found, in at most `room` lines. */
function whatLines(violation: ReportedViolation, story: Story | null, room: number): string[] {
  const { oracle, message } = violation;
  const sentence = (ORACLES as Readonly<Record<string, string>>)[oracle];
  const rule = labelled('oracle', sentence === undefined ? oracle : `${oracle}: ${sentence}`);
  const lines = named(message, story)
    .split('\n')
    .flatMap((line, at) => (at === 0 ? labelled('what', line) : labelled('', line)));
  const most = Math.max(2, room - rule.length);
  return lines.length <= most
    ? [...rule, ...lines]
    : [...rule, ...lines.slice(0, most - 1), `${' '.repeat(INDENT)}… more of it in the report`];
}

/** How the groups stand, the least well first, as far as there is room. */
function standingLines({ standings }: Story): string[] {
  const tables = laidOut(standings);
  const lines = tables.flatMap((standing) => [
    ...wrapped(standing.words, COLUMNS - INDENT),
    ...memberLines(standing),
  ]);
  const rest = standings.filter((standing) => !tables.includes(standing));
  lines.push(...rest.map(({ words }) => words));
  const shown =
    lines.length <= STANDING_LINES_MAX
      ? lines
      : [...lines.slice(0, STANDING_LINES_MAX - 1), '… more of it in the report'];
  return shown.map((line, at) => cut((at === 0 ? '  stands' : '').padEnd(INDENT) + line));
}

function memberLines({ replicas }: Standing): string[] {
  const columns = MEMBER_COLUMNS.map(({ heading, value }) => [heading, ...replicas.map(value)]);
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)));
  return [0, ...replicas.map((_, at) => at + 1)].map((row) =>
    columns
      .map((cells, at) => (cells[row] as string).padEnd(widths[at] as number))
      .join('  ')
      .trimEnd(),
  );
}

/** What led to it, as far as there is room. */
function causeLines(story: Story): string[] {
  const { rows, standings } = story;
  const isStill = standings.length > 0;
  const causes = lastCauses(story, isStill ? MOVES_MAX : ANCESTORS_MAX);
  const { all, shown } = causes;
  if (shown.length === 0) {
    return [];
  }
  const many = shown.length === all ? `${all}` : `${shown.length} of ${count(all)}`;
  const words = isStill
    ? 'the last changes of roles and commits there, at virtual seconds'
    : `the last ${many} events that led to it, at virtual seconds`;
  return [
    ...labelled(isStill ? 'moved' : 'causes', words),
    ...shown.map((row) => {
      const at = secondsText(rows.atMicros[row] as number).padStart(INDENT - 2);
      return cut(
        `${at}  ${placeOf(story, row).padEnd(PLACE_COLUMNS)} ${causeWords(story, row, causes)}`,
      );
    }),
  ];
}

function whereWords({ node, group, term, index }: ReportedViolation, story: Story | null): string {
  const parts = [
    node === null ? null : `node ${nameOf(node, story)} = ${addressOfNodeId(node)} (${node})`,
    group === null ? null : `group ${group}`,
    term === null ? null : `term ${term}`,
    index === null ? null : `index ${index}`,
  ].filter((part) => part !== null);
  const troubled = laidOut(story?.standings ?? []).map((standing) => `group ${standing.group}`);
  const whole = troubled.length === 0 ? 'the cluster as its clients see it' : troubled.join(', ');
  return parts.length === 0 ? whole : parts.join(', ');
}

/** Ids of nodes as the names that the report has for them; where there is none, as addresses. */
function named(message: string, story: Story | null): string {
  return message.replace(NODE_ID, (words, id) => {
    const known = story?.nodes.some((each) => each.id === Number(id)) ?? false;
    return known ? nameOf(Number(id) as NodeId, story) : addressed(words, Number(id));
  });
}

function nameOf(node: NodeId, story: Story | null): string {
  return story?.nodes.find(({ id }) => id === node)?.name ?? addressOfNodeId(node);
}

/** Ids of simulated nodes stand for 10.0.0.1 and a port. */
function addressed(words: string, id: number): string {
  return `${id}`.startsWith('10995116') ? addressOfNodeId(id as NodeId) : words;
}

function configurationWords({ profile, nodes, groups, tuning, faults, stores }: SimConfig): string {
  const every = (name: string, micros: number) =>
    micros === 0 ? [] : [`${name} every ${micros / MICROS_PER_SECOND} s`];
  return [
    `profile ${profile}`,
    plural(nodes, 'node'),
    plural(groups, 'group'),
    `state ${stores === 'memory' ? 'in memory' : `on ${stores}`}`,
    `ticks of ${tuning.tickMicros / 1000} ms`,
    `elections after ${tuning.electionTicks}`,
    ...(tuning.preVote ? ['PreVote'] : []),
    ...(tuning.checkQuorum ? ['CheckQuorum'] : []),
    ...every('crashes', faults.crashMicros),
    ...every('partitions', faults.partitionMicros),
    ...every('pauses', faults.pauseMicros),
    ...every('changes of members', faults.membershipMicros),
  ].join(', ');
}

/** Lines that begin with a name, and go on below where they began. */
function labelled(label: string, words: string, broken = ''): string[] {
  const lines = wrapped(words, COLUMNS - INDENT - broken.length);
  return lines.map((line, at) => {
    const start = at === 0 ? `  ${label}` : '';
    return start.padEnd(INDENT) + line + (at < lines.length - 1 ? broken : '');
  });
}

/** Words in lines of at most `columns` characters; a longer word is broken. */
function wrapped(words: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = words;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > 0 ? space : columns;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

function cut(line: string): string {
  return line.length <= COLUMNS ? line : `${line.slice(0, COLUMNS - 1)}…`;
}
