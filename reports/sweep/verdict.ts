import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { counted, listed } from '../sim/words.ts';

/** What a sweep came to, in a word or two and in a sentence. */
export interface SweepVerdict {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly badge: string;
  readonly sentence: string;
}

export function sweepVerdict(line: SweepLine): SweepVerdict {
  const { runs, passed, canary, resumed } = line;
  const failed = line.failures.length;
  if (failed > 0) {
    const ways = line.signatures.length;
    const alike = ways === failed ? '' : `, in ${counted(ways, 'way')}`;
    return {
      tone: 'bad',
      badge: `${failed} of ${runs} failed`,
      sentence: `${counted(failed, 'run')} of ${counted(runs, '', '').trim()} failed${alike}: ${oraclesOf(line)}.`,
    };
  }
  if (resumed.failed > 0) {
    const sentence = `Nothing broke in the runs that were made now, but ${counted(resumed.failed, 'seed')} failed before and ${resumed.failed === 1 ? 'is' : 'are'} not run again.`;
    return { tone: 'bad', badge: `${resumed.failed} failed before`, sentence };
  }
  if (canary?.found === false) {
    const sentence =
      'Nothing broke, but neither was the canary found: the simulator is blind, and this sweep says nothing.';
    return { tone: 'bad', badge: 'canary not found', sentence };
  }
  if (runs === 0) {
    return {
      tone: 'warn',
      badge: 'nothing run',
      sentence: 'No run was made, so nothing is known.',
    };
  }
  const sentence = `Nothing broke: ${passed === runs ? `all ${counted(runs, 'run')}` : `${passed} of ${counted(runs, 'run')}`} passed, through ${ordeal(line)}.`;
  return canary?.found === true
    ? { tone: 'good', badge: 'pass', sentence }
    : { tone: 'warn', badge: 'pass, without canary', sentence };
}

function oraclesOf({ failures }: SweepLine): string {
  const oracles = [...new Set(failures.map(({ oracle }) => oracle))];
  return listed(oracles.slice(0, 4).concat(oracles.length > 4 ? ['others'] : []));
}

function ordeal({ faults }: SweepLine): string {
  const named = [
    [faults.crash, 'crash', 'crashes'],
    [faults.partition + faults.oneWayPartition, 'partition', 'partitions'],
    [faults.pause, 'pause', 'pauses'],
    [faults.clog + faults.delaySpike, 'clogged or slow link', 'clogged or slow links'],
  ] as const;
  const words = named
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => counted(count, one, many));
  return words.length === 0 ? 'no fault worth a name' : listed(words);
}
