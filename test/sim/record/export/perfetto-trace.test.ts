import test from 'ava';
import { type TraceEvent, traceEvents } from '../../../../sim/record/export/perfetto-trace.ts';
import { recordedRun, secondLeaderAt } from '../recorded-run.ts';

const SECOND = 1_000_000;
const overrides = { nodes: 3, groups: 2, durationMicros: 2 * SECOND };
const { result, recording } = recordedRun('6', overrides, secondLeaderAt(SECOND));
const events = [...traceEvents(recording, result)];

function trackOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`;
}

/** Nanoseconds are the fraction of a microsecond, which floating point has only nearly. */
function nanos(micros: number): number {
  const rounded = Math.round(micros * 1000);
  return Math.abs(micros * 1000 - rounded) < 1e-3 ? rounded : Number.NaN;
}

/** Slices by their track. */
const tracks = new Map<string, TraceEvent[]>();
for (const event of events.filter(({ ph }) => ph === 'X')) {
  tracks.set(trackOf(event), [...(tracks.get(trackOf(event)) ?? []), event]);
}

test('every event is of a phase that is used here, at a whole nanosecond, on a numbered track', (t) => {
  for (const { ph, ts = 0, dur = 0, pid, tid, name } of events) {
    t.true(['M', 'X', 's', 'f', 'i'].includes(ph));
    t.true(pid > 0 && tid > 0, name);
    t.true(
      [nanos(ts), nanos(dur), pid, tid].every((value) => Number.isSafeInteger(value) && value >= 0),
      name,
    );
  }
});

test('slices of one track lie within each other or apart, two high at most: a viewer stacks them', (t) => {
  t.true(tracks.size > 10);
  for (const [track, slices] of tracks) {
    const sorted = [...slices].sort(
      (a, b) => (a.ts ?? 0) - (b.ts ?? 0) || (b.dur ?? 0) - (a.dur ?? 0),
    );
    const open: number[] = [];
    for (const { ts = 0, dur = 0, name } of sorted) {
      while (open.length > 0 && (open.at(-1) as number) <= nanos(ts)) {
        open.pop();
      }
      const end = nanos(ts) + nanos(dur);
      t.true(end <= (open.at(-1) ?? Infinity), `${track}: ${name} at ${ts}`);
      open.push(end);
      t.true(open.length <= 2, `${track}: ${name} at ${ts} is stacked ${open.length} high`);
    }
  }
});

test('an arrow has two ends, each in a slice of its track, and ends no earlier than it begins', (t) => {
  const starts = events.filter(({ ph }) => ph === 's');
  const ends = new Map(events.filter(({ ph }) => ph === 'f').map((end) => [end.id, end]));
  t.true(starts.length > 100);
  t.is(ends.size, starts.length);
  const isInSlice = (event: TraceEvent) =>
    (tracks.get(trackOf(event)) ?? []).some(
      ({ ts = 0, dur = 0 }) => ts <= (event.ts ?? 0) && (event.ts ?? 0) < ts + dur,
    );
  for (const start of starts) {
    const end = ends.get(start.id);
    t.true(end !== undefined && (end.ts ?? 0) >= (start.ts ?? 0));
    t.true(isInSlice(start) && end !== undefined && isInSlice(end));
    t.is(end?.bp, 'e');
  }
});

test('every process and every track with slices has a name, once', (t) => {
  const names = (name: string) =>
    events.filter((event) => event.ph === 'M' && event.name === name).map(trackOf);
  const threads = names('thread_name');
  t.is(new Set(threads).size, threads.length);
  t.deepEqual(
    [...tracks.keys()].filter((track) => !threads.includes(track)),
    [],
  );
  const processes = new Set(names('process_name').map((track) => track.split('/')[0]));
  t.true([...tracks.keys()].every((track) => processes.has(track.split('/')[0])));
});

test('the trace shows leaders, faults and what broke', (t) => {
  t.true(events.some(({ cat, name }) => cat === 'role' && name.startsWith('leader, term ')));
  t.true(events.some(({ cat }) => cat === 'fault'));
  t.is(events.find(({ ph }) => ph === 'i')?.name, 'election-safety');
});
