import { formatCount, formatMicros, formatShare } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import { type Html, html } from '../html/html.ts';
import { ceilingShares } from './ceiling-shares.ts';
import { durabilityCosts } from './durability-costs.ts';
import { durableCost } from './verdict.ts';

interface Tile {
  readonly figure: string;
  readonly caption: string;
}

/** The few figures that are asked for first. */
export function tiles(results: BenchResults): Html | undefined {
  const all = [...durableTiles(results), ...ceilingTile(results), ...verifiedTile(results)];
  return all.length === 0
    ? undefined
    : html`<div class="tiles">
${all.map((tile) => html`<div class="tile"><b>${tile.figure}</b><span>${tile.caption}</span></div>\n`)}</div>`;
}

function durableTiles(results: BenchResults): Tile[] {
  const costs = durabilityCosts(results);
  const durable = costs === undefined ? undefined : durableCost(costs);
  if (costs === undefined || durable === undefined) {
    return [];
  }
  return [
    {
      figure: `${formatCount(durable.opsPerSecond)}/s`,
      caption: `${costs.operation} with ${durable.mode}`,
    },
    ...latencyTile(durable.medianUs, 'median latency', durable.mode),
    ...latencyTile(durable.p99Us, '99 of 100 are faster', durable.mode),
  ];
}

function latencyTile(us: number | undefined, caption: string, mode: string): Tile[] {
  return us === undefined
    ? []
    : [{ figure: formatMicros(us), caption: `${caption}, with ${mode}` }];
}

function ceilingTile(results: BenchResults): Tile[] {
  const shares = ceilingShares(results);
  const best = shares.find((share) => share.sync === 'fdatasync') ?? shares[0];
  return best === undefined
    ? []
    : [
        {
          figure: formatShare(best.share),
          caption: `of replication without Raft, with ${best.sync}`,
        },
      ];
}

function verifiedTile(results: BenchResults): Tile[] {
  const rows = results.suites.cluster?.rows ?? [];
  const acknowledged = rows.reduce((sum, row) => sum + row.acknowledged, 0);
  const verified = rows.reduce((sum, row) => sum + row.verified, 0);
  return acknowledged === 0
    ? []
    : [
        {
          figure: verified === acknowledged ? 'all' : formatShare(verified / acknowledged),
          caption: `of ${formatCount(acknowledged)} acknowledged records read back after every node was killed`,
        },
      ];
}
