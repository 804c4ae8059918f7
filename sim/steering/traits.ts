import type { SimConfig } from '../config/sim-config.ts';

/** What says nothing about a run that is drawn with another seed. */
const APART: ReadonlySet<string> = new Set([
  'seed',
  'profile',
  'rootHigh',
  'rootLow',
  'durationMicros',
]);

/**
 * What a configuration has in common with others, as texts: each of its fields with its value, numbers
 * by their order of magnitude. A field that is added later is a trait by itself.
 */
export function traitsOf(config: SimConfig): string[] {
  return Object.entries(config)
    .filter(([name]) => !APART.has(name))
    .flatMap(([name, value]) => traits(name, value));
}

function traits(name: string, value: unknown): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([part, of]) => traits(`${name}.${part}`, of));
  }
  return [`${name}=${typeof value === 'number' ? magnitude(value) : String(value)}`];
}

/** Twice as much is another trait; few are counted one by one. */
function magnitude(value: number): string {
  if (Math.abs(value) <= 5) {
    return `${value}`;
  }
  const power = 31 - Math.clz32(Math.min(value, 2 ** 31));
  return `${2 ** power}…`;
}
