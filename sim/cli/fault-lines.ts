import type { FaultCounts } from '../world/counters.ts';

type Kind = keyof FaultCounts;

/** Counted with the faults, and none of them. */
const NO_FAULTS: Readonly<Record<'operators' | 'engine', readonly Kind[]>> = {
  operators: [
    'addLearner',
    'promote',
    'remove',
    'addVoter',
    'addWitness',
    'demote',
    'enterJoint',
    'leaveJoint',
    'transfer',
    'forcedSnapshot',
    'rejoinRefused',
    'rejoinAsNew',
    'upgrade',
    'downgrade',
  ],
  engine: ['coalescedHeartbeats', 'quiesceEntered', 'quiesceWoken'],
};
const count = new Intl.NumberFormat('en-US').format;

/** What struck, what people did, and what the engine did by itself: a line for each that happened. */
export function faultLines(faults: FaultCounts): string[] {
  const others = Object.entries(NO_FAULTS);
  const apart = new Set<Kind>(others.flatMap(([, kinds]) => kinds));
  const struck = (Object.keys(faults) as Kind[]).filter((kind) => !apart.has(kind));
  const lines = others
    .map(([name, kinds]) => [name, happened(faults, kinds)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${text}`);
  return [`faults: ${happened(faults, struck) || 'none'}`, ...lines];
}

function happened(faults: FaultCounts, kinds: readonly Kind[]): string {
  return kinds
    .filter((kind) => faults[kind] > 0)
    .map((kind) => `${kind} ${count(faults[kind])}`)
    .join(', ');
}
