import type { RunResult } from '../../run/run-result.ts';
import { causesOf } from '../story/ancestors.ts';
import { nodeName, rowWords } from '../story/row-words.ts';
import {
  FATES,
  type Fate,
  MESSAGE_KINDS,
  ROW_KINDS,
  type RowKind,
  type Story,
} from '../story/story.ts';
import { whatOf } from './row-what.ts';

const SCHEMA = 1;

/** The first line: what the run was, and who took part. */
export interface RunLine {
  readonly schema: number;
  readonly kind: 'run';
  readonly seed: string;
  readonly profile: string;
  readonly scenario: string | null;
  readonly verdict: RunResult['verdict'];
  /** Of the run, over every event and its bytes. */
  readonly hash: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly id: number;
    readonly address: string;
  }[];
  readonly groups: readonly number[];
  readonly endMicros: number;
  /** Lines that follow. */
  readonly count: number;
  /** Older events that are not told. */
  readonly omitted: number;
}

/** One event. What it does not have is null. */
export interface EventLine {
  /** From 0; causes name events by it. */
  readonly i: number;
  /** Virtual microseconds. */
  readonly t: number;
  /** When what takes time came to its end. */
  readonly until: number | null;
  readonly kind: RowKind;
  /** The kind of message or disk request, the role, the machine's state. */
  readonly what: string | null;
  /** Where it began: `n1`, or `client 3`. */
  readonly node: string | null;
  /** Whom it is for. */
  readonly peer: string | null;
  readonly group: number | null;
  readonly term: number | null;
  /** The entry that it is about, the last of several. */
  readonly index: number | null;
  readonly fate: Fate;
  readonly detail: string;
  /** What set it off. */
  readonly causes: readonly number[];
  /** What made it possible, such as the election of the leader that acted. */
  readonly context: number | null;
}

/** A run as lines of JSON, each with its line feed. */
export function* eventLines(story: Story, result: RunResult): Generator<string> {
  yield `${JSON.stringify(runLineOf(story, result))}\n`;
  for (let row = 0; row < story.rows.count; row++) {
    yield `${JSON.stringify(eventLineOf(story, row))}\n`;
  }
}

function runLineOf(story: Story, { config, scenario, verdict, hash }: RunResult): RunLine {
  return {
    schema: SCHEMA,
    kind: 'run',
    seed: config.seed,
    profile: config.profile,
    scenario,
    verdict,
    hash,
    nodes: story.nodes.map(({ name, id, address }) => ({ name, id, address })),
    groups: story.groups,
    endMicros: story.endMicros,
    count: story.rows.count,
    omitted: story.omitted,
  };
}

function eventLineOf(story: Story, row: number): EventLine {
  const { rows } = story;
  const kind = ROW_KINDS[rows.kind[row] as number] as RowKind;
  const at = rows.atMicros[row] as number;
  const until = rows.untilMicros[row] as number;
  const fate = FATES[rows.fate[row] as number] ?? 'open';
  const context = rows.context[row] as number;
  return {
    i: row,
    t: at,
    until: until === at || fate === 'open' ? null : until,
    kind,
    what: whatOf(kind, rows.what[row] as number),
    node: nameOf(story, row, kind === 'request', rows.node[row] as number),
    peer: nameOf(story, row, kind === 'reply', rows.peer[row] as number),
    group: (rows.group[row] as number) || null,
    term: (rows.term[row] as number) || null,
    index: indexOf(kind, story, row),
    fate,
    detail: rowWords(story, row),
    causes: causesOf(rows, row),
    context: context < 0 ? null : context,
  };
}

function nameOf(story: Story, row: number, isClient: boolean, node: number): string | null {
  if (isClient) {
    return `client ${story.rows.a[row]}`;
  }
  return node < 0 ? null : nodeName(story, node);
}

function indexOf(kind: RowKind, { rows }: Story, row: number): number | null {
  const [a, b] = [rows.a[row] as number, rows.b[row] as number];
  switch (kind) {
    case 'commit':
    case 'cutBack':
      return b;
    case 'snapshot':
      return a;
    case 'violation':
      return a || null;
    case 'message':
      return indexOfMessage(rows.what[row] as number, a, b);
    default:
      return null;
  }
}

function indexOfMessage(what: number, a: number, b: number): number | null {
  switch (MESSAGE_KINDS[what]) {
    case 'append':
      return a + b;
    case 'preVoteRequest':
    case 'voteRequest':
    case 'appendResponse':
    case 'heartbeat':
    case 'installSnapshot':
    case 'readIndexResponse':
    case 'snapshotChunk':
    case 'snapshotProgress':
    case 'quiesce':
      return a;
    default:
      return null;
  }
}
