import type { BenchOptions } from '../../options/bench-options.ts';

/** Threads × connections of each × requests of each. */
export interface Shape {
  readonly threads: number;
  readonly connections: number;
  readonly requests: number;
}

/** The seed's four shapes (BM-01). */
export const SEED_SHAPES: readonly Shape[] = [
  { threads: 5, connections: 5, requests: 1000 },
  { threads: 1, connections: 1, requests: 1000 },
  { threads: 10, connections: 1, requests: 1000 },
  { threads: 10, connections: 4, requests: 1000 },
];

/** The long form repeats the seed's shapes with so many requests. */
const REQUESTS_FULL = 20_000;

/** The shapes to measure: the seed's, with what the command line says put in its place. */
export function chosenShapes(options: BenchOptions): Shape[] {
  const longer = SEED_SHAPES.map((shape) => ({ ...shape, requests: REQUESTS_FULL }));
  const shapes = [...SEED_SHAPES, ...(options.effort === 'full' ? longer : [])].map((shape) => ({
    threads: options.threads ?? shape.threads,
    connections: options.connections ?? shape.connections,
    requests: options.records ?? shape.requests,
  }));
  const distinct = new Map(shapes.map((shape) => [JSON.stringify(shape), shape]));
  return [...distinct.values()];
}
