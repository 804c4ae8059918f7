import { guaranteeOf } from '../../bench/durability/guarantees.ts';
import { formatCount, formatMicros, formatNumber, formatShare } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import {
  costOf,
  type DurabilityCosts,
  durabilityCosts,
  type ModeCost,
  shareOfNone,
} from './durability-costs.ts';

/** A difference below this share is within what repeated runs differ by. */
const NOTICEABLE = 0.03;
/** From here on "n times" says more than a percentage. */
const TIMES_FROM = 3;

/** The most important thing that the run found out, in a sentence or two. */
export function verdict(results: BenchResults): string {
  const failures = results.failures ?? [];
  if (failures.length > 0) {
    const suites = [...new Set(failures.map((failure) => failure.suite))].join(', ');
    return `This run failed (${suites}); the numbers of what failed prove nothing.`;
  }
  const costs = durabilityCosts(results);
  return costs === undefined ? verdictWithoutDisk(results) : verdictOnCosts(costs);
}

/** The durable mode to talk about: the default one if measured, else the fastest. */
export function durableCost(costs: DurabilityCosts): ModeCost | undefined {
  const durable = costs.costs.filter((cost) => guaranteeOf(cost.mode).powerLoss === 'kept');
  return (
    durable.find((cost) => cost.mode === 'fdatasync') ??
    durable.sort((a, b) => b.opsPerSecond - a.opsPerSecond)[0]
  );
}

function verdictOnCosts(costs: DurabilityCosts): string {
  const durable = durableCost(costs);
  if (durable === undefined) {
    return 'No setting that survives power loss was measured in this run.';
  }
  return costs.source === 'fsync'
    ? onDisk(durable)
    : `${onThroughput(costs, durable)}${onLatency(costs, durable)}`;
}

function onDisk(durable: ModeCost): string {
  return `One 8 kB write that survives power loss takes ${formatMicros(durable.medianUs ?? 0)} here (median, ${durable.mode}); one at a time, that is ${formatCount(durable.opsPerSecond)} per second.`;
}

function onThroughput(costs: DurabilityCosts, durable: ModeCost): string {
  const speed = formatCount(durable.opsPerSecond);
  const share = shareOfNone(costs, durable.mode);
  const none = formatCount(costOf(costs, 'none')?.opsPerSecond ?? 0);
  if (share === undefined) {
    return `${speed} operations per second that survive power loss (${durable.mode}).`;
  }
  if (share > 1 + NOTICEABLE) {
    return `What surviving power loss (${durable.mode}) costs is less than measurements differ in this run: ${speed} operations per second with it, ${none} without.`;
  }
  return 1 - share < NOTICEABLE
    ? `Surviving power loss (${durable.mode}) costs no throughput worth mentioning: ${speed} operations per second, ${none} without.`
    : `Surviving power loss (${durable.mode}) costs ${costWords(share)}: ${speed} operations per second instead of ${none}.`;
}

function costWords(share: number): string {
  return share < 1 / TIMES_FROM
    ? `a factor of ${formatNumber(1 / share)} in throughput`
    : `${formatShare(1 - share)} of the throughput`;
}

function onLatency(costs: DurabilityCosts, durable: ModeCost): string {
  const none = costOf(costs, 'none');
  return none?.p99Us === undefined || durable.p99Us === undefined || durable.p99Us < none.p99Us
    ? ''
    : ` One in a hundred waits longer than ${formatMicros(durable.p99Us)}, instead of ${formatMicros(none.p99Us)}.`;
}

function verdictWithoutDisk(results: BenchResults): string {
  const { simple, codec, snapshot } = results.suites;
  const fastest = Math.max(0, ...(simple?.rows ?? []).map((row) => row.opsPerSecond));
  if (fastest > 0) {
    return `TCP and decoding alone allow up to ${formatCount(fastest)} requests per second on this machine.`;
  }
  const measured = [codec && 'codecs', snapshot && 'snapshots'].filter(Boolean).join(' and ');
  return measured === '' ? 'Nothing was measured.' : `Measured: ${measured}.`;
}
