import { type LogIndex, toLogIndex } from '../../src/base/ids.ts';
import type { Excuses } from '../oracles/excuses.ts';
import type { LogAnswers } from '../oracles/log-answers.ts';
import type { Operator } from '../workload/operator.ts';
import type { Cluster } from '../world/cluster.ts';
import { runScript, type Script } from '../world/script.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

/** How far back a query begins at most: in memory, on disk, or compacted long ago. */
const BACK_ENTRIES = [3, 30, 1000];
const LENGTHS = [1, 10, 300];
const BYTES_MAX = [1, 1024, 1024 * 1024];

/** Asks nodes for what their logs hold, and has the answers checked. */
export function logReads(
  cluster: Cluster,
  operator: Operator,
  check: { readonly answers: LogAnswers; readonly excuses: Excuses },
): FaultClock {
  const { world } = cluster;
  const { logReadMicros } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.logRead, logReadMicros, (choose) => {
    runScript(world, readOnce(cluster, operator, check, choose));
  });
}

function* readOnce(
  cluster: Cluster,
  operator: Operator,
  { answers, excuses }: { readonly answers: LogAnswers; readonly excuses: Excuses },
  choose: Choose,
): Script {
  const { world } = cluster;
  const group = choose.oneOf(cluster.groups);
  const host = choose.oneOf(cluster.members());
  if (group === undefined || host === undefined) {
    return;
  }
  world.noteFault(FAULT_CODES.logRead, group);
  const range = chooseRange(answers.highest(group), choose);
  const outcome = yield* operator.readLog(group, host.id, range);
  if (outcome.kind === 'log') {
    world.counts.reads.log++;
    excuses.attempt(() => answers.check({ node: host.id, group }, range, outcome));
  } else {
    world.counts.reads.logRefused++;
  }
}

/** A range that ends before or behind what is committed. */
function chooseRange(highest: LogIndex, choose: Choose) {
  const back = choose.oneOf(BACK_ENTRIES) ?? 1;
  const first = choose.between(Math.max(1, highest - back), highest + 1);
  const last = first + (choose.oneOf(LENGTHS) ?? 1) - 1;
  const bytesMax = choose.oneOf(BYTES_MAX) ?? 1;
  // Now and then more than there is is asked for, which must be refused.
  const end = choose.below(8) === 0 ? last : Math.min(last, Math.max(first, highest));
  return { first: toLogIndex(first), last: toLogIndex(end), bytesMax };
}
