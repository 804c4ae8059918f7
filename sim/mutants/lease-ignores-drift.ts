import type { Mutant } from './mutant.ts';

export const leaseIgnoresDrift: Mutant = {
  id: 'lease-ignores-drift',
  number: 34,
  tier: 2,
  summary: 'a lease lasts for a whole election timeout, whatever clocks and pauses make of it',
  source: 'https://github.com/tikv/tikv/issues/964',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['lease-within-drift', 'clock'],
  patches: [
    {
      file: 'src/raft/lease.ts',
      anchor: '  const sureTicks = electionTicks - 1 - ticksAtOnceMax(electionTicks);',
      replacement: '  const sureTicks = electionTicks;',
    },
    {
      file: 'src/raft/lease.ts',
      anchor: '    Math.floor((sureMicros * (PPM - clockDriftPpmMax)) / (PPM + clockDriftPpmMax)),',
      replacement: '    sureMicros + 0 * clockDriftPpmMax * PPM,',
    },
  ],
};
