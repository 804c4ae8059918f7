import type { SuiteName, SuiteRows } from './rows.ts';

/** A measured field and which direction is better. */
export interface Metric {
  readonly field: string;
  readonly better: 'higher' | 'lower';
}

type FieldOf<Name extends SuiteName> = keyof SuiteRows[Name] & string;

/** The fields that say what a row is about. Two rows with equal ones measure the same thing. */
export const IDENTITY: { readonly [Name in SuiteName]: readonly FieldOf<Name>[] } = {
  fsync: ['test', 'mode', 'path'],
  codec: ['codec', 'operation', 'subject'],
  snapshot: ['codec', 'operation', 'records'],
  simple: ['threads', 'connections', 'requests'],
  ceiling: ['connections', 'inFlight', 'sync'],
  cluster: [
    'nodes',
    'groups',
    'connections',
    'window',
    'sync',
    'snapshotCodec',
    'store',
    'workload',
    'readRatio',
    'disturbance',
  ],
  idle: ['nodes', 'groups', 'coalescing', 'quiesce'],
  peers: ['system', 'nodes', 'connections', 'inFlight', 'operation'],
};

/** The fields by which two runs are compared. */
export const METRICS: { readonly [Name in SuiteName]: readonly Metric[] } = {
  fsync: [higher('opsPerSecond')],
  codec: [lower('nsPerOp'), lower('medianNsPerOp')],
  snapshot: [higher('mbPerSecond')],
  simple: [higher('opsPerSecond')],
  ceiling: [higher('opsPerSecond'), lower('p50Us')],
  cluster: [higher('opsPerSecond'), lower('p50Us')],
  idle: [lower('cpuSecondsPerSecond'), lower('messagesPerSecond'), lower('memoryBytes')],
  peers: [higher('opsPerSecond'), lower('p50Us')],
};

function higher(field: string): Metric {
  return { field, better: 'higher' };
}

function lower(field: string): Metric {
  return { field, better: 'lower' };
}
