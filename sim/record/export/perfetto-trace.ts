import type { RunResult } from '../../run/run-result.ts';
import type { Recording } from '../recording.ts';
import { nodeName, rowWords } from '../story/row-words.ts';
import { FATES, ROW_KINDS, type Story } from '../story/story.ts';
import { Lanes } from './lanes.ts';
import { whatOf } from './row-what.ts';
import { Slots } from './slots.ts';

/**
 * One event of the Trace Event Format, as far as it is used here: metadata (`M`), complete slices
 * (`X`), the two ends of a flow (`s`, `f`), and instants (`i`). Times are in microseconds.
 */
export interface TraceEvent {
  readonly ph: 'M' | 'X' | 's' | 'f' | 'i';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  /** Where a flow ends: at the slice around it. */
  readonly bp?: 'e';
  /** How far an instant is seen: everywhere. */
  readonly s?: 'g';
  readonly args?: Readonly<Record<string, string | number | null>>;
}

/** Processes: the cluster, its clients, then each node. */
const CLUSTER = 1;
const CLIENTS = 2;
const FIRST_NODE = 3;
/**
 * Threads of a node: its groups by their numbers, its machine, its disk. None is 0, which viewers may
 * take for a processor that is idle.
 */
const MACHINE = 900;
const FIRST_DISK = 1000;
const FIRST_FAULTS = 1;
/** Wide enough to be clicked, and to hold the end of an arrow. */
const POINT_MICROS = 1;

/** A track. */
type Place = { readonly pid: number; readonly tid: number };

/** A run as the events of a trace: a track for each group of each node, messages as arrows. */
export function* traceEvents(recording: Recording, result: RunResult): Generator<TraceEvent> {
  const named = new Set<string>();
  for (const event of eventsOf(recording, result)) {
    const key = `${event.name} ${event.pid} ${event.tid}`;
    // Whoever puts something on a track names it; once is enough.
    if (event.ph !== 'M' || !named.has(key)) {
      yield event;
    }
    if (event.ph === 'M') {
      named.add(key);
    }
  }
}

function* eventsOf(recording: Recording, result: RunResult): Generator<TraceEvent> {
  const { story } = recording;
  yield* tracksOf(story);
  yield* machineSlices(recording);
  yield* roleSlices(recording);
  yield* faultSlices(story);
  yield* messageArrows(story);
  yield* diskSlices(story);
  yield* operationSlices(story);
  if (result.violation !== null) {
    const { oracle, message, virtualMicros } = result.violation;
    const place = { pid: CLUSTER, tid: FIRST_FAULTS };
    yield { ph: 'i', s: 'g', name: oracle, ...place, ts: virtualMicros, args: { message } };
  }
}

function* tracksOf({ nodes, groups }: Story): Generator<TraceEvent> {
  yield* processNamed(CLUSTER, 'cluster');
  yield* processNamed(CLIENTS, 'clients');
  for (const [at, { name, address }] of nodes.entries()) {
    const pid = FIRST_NODE + at;
    yield* processNamed(pid, `${name} ${address}`);
    yield* threadNamed({ pid, tid: MACHINE }, 'machine', 0);
    for (const group of groups) {
      yield* threadNamed({ pid, tid: group }, `group ${group}`);
    }
  }
}

function* processNamed(pid: number, name: string): Generator<TraceEvent> {
  const place = { pid, tid: FIRST_FAULTS };
  yield { ph: 'M', name: 'process_name', ...place, args: { name } };
  yield { ph: 'M', name: 'process_sort_index', ...place, args: { sort_index: pid } };
}

function* threadNamed(place: Place, name: string, order = place.tid): Generator<TraceEvent> {
  yield { ph: 'M', name: 'thread_name', ...place, args: { name } };
  yield { ph: 'M', name: 'thread_sort_index', ...place, args: { sort_index: order } };
}

function* machineSlices({ nodes }: Recording): Generator<TraceEvent> {
  for (const { number, states } of nodes) {
    const place = { pid: FIRST_NODE + number - 1, tid: MACHINE };
    for (const { state, fromMicros, untilMicros } of states) {
      yield slice(place, state, fromMicros, untilMicros, { cat: 'machine' });
    }
  }
}

function* roleSlices({ replicas, nodes }: Recording): Generator<TraceEvent> {
  for (const { node, group, roles } of replicas) {
    const at = nodes.findIndex((each) => each.node === node);
    const place = { pid: FIRST_NODE + at, tid: group };
    for (const { role, term, fromMicros, untilMicros } of roles) {
      const more = { cat: 'role', args: { term } };
      yield slice(place, `${role}, term ${term}`, fromMicros, untilMicros, more);
    }
  }
}

/** On as many threads as there are faults at a time. */
function* faultSlices(story: Story): Generator<TraceEvent> {
  const { rows, endMicros } = story;
  const lanes = new Lanes();
  for (const row of rowsOf(story, 'fault')) {
    const from = rows.atMicros[row] as number;
    const isOpen = FATES[rows.fate[row] as number] === 'open';
    const until = isOpen ? endMicros : (rows.untilMicros[row] as number);
    const tid = FIRST_FAULTS + lanes.place(from, until);
    yield* threadNamed({ pid: CLUSTER, tid }, 'faults and operators');
    yield slice({ pid: CLUSTER, tid }, rowWords(story, row), from, until, { cat: 'fault' });
  }
}

function* messageArrows(story: Story): Generator<TraceEvent> {
  const slots = new Slots();
  for (const { sent, got, atMicros, untilMicros } of messagesOf(story)) {
    slots.expect(trackOf(sent), atMicros);
    if (got !== null) {
      slots.expect(trackOf(got), untilMicros);
    }
  }
  for (const { row, sent, got, atMicros, untilMicros } of messagesOf(story)) {
    const name = `${whatOf('message', story.rows.what[row] as number)} ${wayOf(story, row)}`;
    const more = { cat: 'message', args: { event: row, words: rowWords(story, row) } };
    const begin = slots.place(trackOf(sent), atMicros);
    yield { ph: 'X', name, ...sent, ...begin, ...more };
    if (got !== null) {
      const end = slots.place(trackOf(got), untilMicros);
      const flow = { name: 'message', cat: 'message', id: row };
      yield { ph: 's', ...flow, ts: begin.ts, ...sent };
      yield { ph: 'X', name, ...got, ...end, ...more };
      yield { ph: 'f', bp: 'e', ...flow, ts: end.ts, ...got };
    }
  }
}

function* messagesOf(story: Story) {
  const { rows } = story;
  for (const row of rowsOf(story, 'message')) {
    const tid = (rows.group[row] as number) || MACHINE;
    const sent = { pid: FIRST_NODE + (rows.node[row] as number), tid };
    const isGot = FATES[rows.fate[row] as number] === 'done';
    const got = isGot ? { pid: FIRST_NODE + (rows.peer[row] as number), tid } : null;
    const atMicros = rows.atMicros[row] as number;
    const untilMicros = rows.untilMicros[row] as number;
    yield { row, sent, got, atMicros, untilMicros };
  }
}

function wayOf(story: Story, row: number): string {
  const { node, peer } = story.rows;
  return `${nodeName(story, node[row] as number)}→${nodeName(story, peer[row] as number)}`;
}

function trackOf({ pid, tid }: Place): string {
  return `${pid}/${tid}`;
}

function* diskSlices(story: Story): Generator<TraceEvent> {
  const { rows } = story;
  const lanesOf = new Map<number, Lanes>();
  for (let row = 0; row < rows.count; row++) {
    const kind = ROW_KINDS[rows.kind[row] as number];
    if (kind === 'disk' || kind === 'store') {
      const node = rows.node[row] as number;
      const lanes = lanesOf.get(node) ?? new Lanes();
      lanesOf.set(node, lanes);
      const from = rows.atMicros[row] as number;
      // What has no end was asked for by a node that was gone soon.
      const until = Math.max(rows.untilMicros[row] as number, from + POINT_MICROS);
      const place = { pid: FIRST_NODE + node, tid: FIRST_DISK + lanes.place(from, until) };
      yield* threadNamed(place, 'disk');
      const name = whatOf(kind, rows.what[row] as number) ?? kind;
      const more = { cat: kind, args: { event: row, words: rowWords(story, row) } };
      yield slice(place, name, from, until, more);
    }
  }
}

function* operationSlices({ operations, endMicros }: Story): Generator<TraceEvent> {
  const lanesOf = new Map<number, Lanes>();
  const sorted = [...operations].sort((one, other) => one.fromMicros - other.fromMicros);
  for (const { client, key, words, fromMicros, untilMicros, outcome } of sorted) {
    const lanes = lanesOf.get(client) ?? new Lanes();
    lanesOf.set(client, lanes);
    const until = untilMicros ?? endMicros;
    const place = { pid: CLIENTS, tid: client * FIRST_DISK + lanes.place(fromMicros, until) };
    yield* threadNamed(place, `client ${client}`);
    const more = { cat: 'operation', args: { key, outcome } };
    yield slice(place, words, fromMicros, until, more);
  }
}

function slice(
  place: Place,
  name: string,
  fromMicros: number,
  untilMicros: number,
  more: Pick<TraceEvent, 'cat' | 'args'>,
): TraceEvent {
  return { ph: 'X', name, ...place, ts: fromMicros, dur: untilMicros - fromMicros, ...more };
}

function* rowsOf(story: Story, kind: (typeof ROW_KINDS)[number]): Generator<number> {
  const wanted = ROW_KINDS.indexOf(kind);
  for (let row = 0; row < story.rows.count; row++) {
    if (story.rows.kind[row] === wanted) {
      yield row;
    }
  }
}
