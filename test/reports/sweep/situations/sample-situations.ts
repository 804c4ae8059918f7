import type { SituationsReport } from '../../../../reports/sweep/situations/situations-section.ts';
import { STRIDES } from '../../../../sim/situations/dimensions.ts';
import { INGREDIENTS } from '../../../../sim/situations/reachable.ts';
import { SituationTotals } from '../../../../sim/situations/situation-totals.ts';

/** Forty runs, all with a leader without a message, and one with a leader whose disk is slow. */
export function sampleSituations(): SituationsReport {
  const totals = new SituationTotals();
  const leader = 3 * STRIDES.role;
  for (let seed = 1; seed <= 40; seed++) {
    const cells = seed === 7 ? [leader, 5, leader + 6, 1] : [leader, 5];
    totals.addRun(seed, { cells, transitions: [3, 5] }, INGREDIENTS);
  }
  return { totals, flags: '--profile disk', weights: [['disk.stall=4096…', 1.5]] };
}
