import test from 'ava';
import {
  type EventLine,
  eventLines,
  type RunLine,
} from '../../../../sim/record/export/event-lines.ts';
import { readDocument, tablesWith } from '../../../docs/markdown.ts';
import { recordedRun } from '../recorded-run.ts';

const SECOND = 1_000_000;
const { result, recording } = recordedRun('1', { nodes: 3, groups: 2, durationMicros: SECOND });
const lines = [...eventLines(recording.story, result)].map((line) => JSON.parse(line));
const [run, ...events] = lines as [RunLine, ...EventLine[]];

test('the first line says what the run was, and the others are its events in the order of time', (t) => {
  t.is(run.hash, result.hash);
  t.is(run.nodes[0]?.name, 'n1');
  t.is(events.length, run.count);
  t.true(events.length > 500);
  t.deepEqual(
    events.map(({ i }) => i),
    events.map((_, at) => at),
  );
  t.true(events.every(({ t: at }, i) => at >= (events[i - 1]?.t ?? 0)));
});

test('causes are events, none later than what it set off but a fault that cut what was on its way', (t) => {
  const all = events.flatMap((event) =>
    [...event.causes, ...(event.context === null ? [] : [event.context])].map(
      (cause) => [events[cause], event] as const,
    ),
  );
  t.true(all.length > 500);
  for (const [cause, { kind, t: at, until }] of all) {
    const isCut = cause?.kind === 'fault' && kind === 'message';
    t.true((cause?.t ?? Number.POSITIVE_INFINITY) <= (isCut ? (until ?? at) : at));
  }
});

test('an election says who was elected, of which group and term, and what it came of', (t) => {
  const elected = events.find(({ kind, what }) => kind === 'role' && what === 'leader');
  t.regex(elected?.node ?? '', /^n[1-3]$/);
  t.true((elected?.term ?? 0) > 0 && (elected?.group ?? 0) > 0);
  const votes = elected?.causes.map((cause) => events[cause]?.what) ?? [];
  t.true(
    votes.some((what) => what === 'voteResponse' || what === 'sync'),
    votes.join(', '),
  );
});

test('an operation begins at a client, and messages have two ends', (t) => {
  const asked = events.find(({ kind }) => kind === 'request');
  t.regex(asked?.node ?? '', /^client \d+$/);
  const messages = events.filter(({ kind }) => kind === 'message');
  t.true(messages.every(({ node, peer }) => node !== null && peer !== null && node !== peer));
  t.true(messages.some(({ what, index }) => what === 'append' && index !== null));
});

test('the document has every field of both kinds of lines', (t) => {
  const document = readDocument('docs/simulation.md');
  const fields = (heading: string) =>
    (tablesWith(document, heading, 'holds')[0]?.rows ?? [])
      .flatMap(([names]) => names?.split(', ') ?? [])
      .sort();
  t.deepEqual(fields('field of the first line'), Object.keys(run).sort());
  t.deepEqual(fields('field of an event'), Object.keys(events[0] as EventLine).sort());
});
