import type { SimConfig } from '../config/sim-config.ts';
import type { Schedule, Stream, Stroke } from '../schedule/schedule.ts';

/** A run that may fail as the first one did, or may not. */
export interface Candidate {
  readonly config: SimConfig;
  readonly schedule: Schedule;
}

/** One decision of a stream. */
export interface Fate {
  readonly site: Stream['site'];
  readonly entity: number;
  readonly atMicros: number;
  readonly value: number;
}

export function withSchedule(
  { config, schedule }: Candidate,
  change: Partial<Schedule>,
): Candidate {
  return { config, schedule: { ...schedule, ...change } };
}

/** Without what would happen after `micros`: nothing of it came to happen. */
export function endingAt({ config, schedule }: Candidate, micros: number): Candidate {
  const isBefore = ({ atMicros }: { readonly atMicros: number }) => atMicros <= micros;
  return {
    config,
    schedule: {
      ...schedule,
      strokes: schedule.strokes.filter(isBefore),
      operations: schedule.operations.filter(isBefore),
      fates: streamsOf(fatesOf(schedule.fates).filter(isBefore)),
      measures: schedule.measures.map((stream) => cutStream(stream, micros)),
      ties: schedule.ties.filter(isBefore),
    },
  };
}

/**
 * Only what happens after `fromMicros`, and it happens once `leadMicros` have passed; of the rest nobody
 * says how long it takes.
 */
export function beginningAt(
  candidate: Candidate,
  fromMicros: number,
  leadMicros: number,
): Candidate {
  const isAfter = ({ atMicros }: { readonly atMicros: number }) => atMicros > fromMicros;
  const { strokes, operations, fates } = candidate.schedule;
  const rest = withSchedule(candidate, {
    strokes: strokes.filter(isAfter),
    operations: operations.filter(isAfter),
    fates: streamsOf(fatesOf(fates).filter(isAfter)),
    measures: [],
    ties: [],
  });
  return sooner(rest, leadMicros, fromMicros - leadMicros);
}

/** All that happens after `fromMicros` happens `byMicros` sooner. */
export function sooner(candidate: Candidate, fromMicros: number, byMicros: number): Candidate {
  const { config, schedule } = candidate;
  const moved = (atMicros: number) => (atMicros > fromMicros ? atMicros - byMicros : atMicros);
  const move = <T extends { readonly atMicros: number }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, atMicros: moved(item.atMicros) }));
  // Of what is decided all the time, that which falls into the gap goes with it.
  const isKept = (micros: number) => micros <= fromMicros || micros > fromMicros + byMicros;
  const measures = schedule.measures.map((stream) => {
    const kept = stream.times.map((time, i) => ({ time, value: stream.values[i] as number }));
    const left = kept.filter(({ time }) => isKept(time));
    return {
      ...stream,
      times: left.map(({ time }) => moved(time)),
      values: left.map(({ value }) => value),
    };
  });
  return {
    config: { ...config, durationMicros: Math.max(1, config.durationMicros - byMicros) },
    schedule: {
      ...schedule,
      strokes: move(schedule.strokes).map((stroke, i) => ({
        ...stroke,
        firstMicros: firstMicrosOf(schedule.strokes[i] as Stroke),
      })),
      operations: move(schedule.operations),
      fates: streamsOf(move(fatesOf(schedule.fates))),
      measures,
      ties: move(schedule.ties.filter(({ atMicros }) => isKept(atMicros))),
    },
  };
}

export function firstMicrosOf({ firstMicros, atMicros }: Stroke): number {
  return firstMicros ?? atMicros;
}

/** Decided once and for all, or with a stroke: no faults by themselves. */
const CIRCUMSTANCES: ReadonlySet<Fate['site']> = new Set(['effectPoint', 'versions']);

/** What befell single messages and disk requests. */
export function misfortunesOf({ fates }: Schedule): Fate[] {
  return fatesOf(fates).filter(({ site }) => !CIRCUMSTANCES.has(site));
}

/** The decisions of all streams, by time. */
export function fatesOf(streams: readonly Stream[]): Fate[] {
  return streams
    .flatMap(({ site, entity, times, values }) =>
      times.map((atMicros, i) => ({ site, entity, atMicros, value: values[i] as number })),
    )
    .sort((a, b) => a.atMicros - b.atMicros);
}

export function streamsOf(fates: readonly Fate[]): Stream[] {
  const streams = new Map<string, Stream & { times: number[]; values: number[] }>();
  for (const { site, entity, atMicros, value } of fates) {
    const key = `${site} ${entity}`;
    const stream = streams.get(key) ?? { site, entity, times: [], values: [] };
    stream.times.push(atMicros);
    stream.values.push(value);
    streams.set(key, stream);
  }
  return [...streams.values()];
}

function cutStream({ times, values, ...rest }: Stream, micros: number): Stream {
  const end = times.findIndex((time) => time > micros);
  const count = end < 0 ? times.length : end;
  return { ...rest, times: times.slice(0, count), values: values.slice(0, count) };
}
