import type { RunResult } from '../../sim/run/run-result.ts';
import { type Html, html } from '../html/html.ts';
import { counted } from './words.ts';

/** The few figures that are asked for first. */
export function tiles({ config, counts, virtualMicros, linearizability }: RunResult): Html {
  const { operations, faults } = counts;
  const struck =
    faults.crash +
    faults.partition +
    faults.oneWayPartition +
    faults.pause +
    faults.clog +
    faults.delaySpike;
  const keys =
    linearizability.ok === linearizability.keys
      ? `${linearizability.keys === 1 ? 'key' : 'keys'} linearizable`
      : `of ${counted(linearizability.keys, 'key')} linearizable`;
  const all = [
    [
      `${(virtualMicros / 1_000_000).toFixed(1)} s`,
      `virtual time, ${counted(counts.events, 'event')}`,
    ],
    [figure(struck), 'crashes, partitions, pauses and clogged or slow links'],
    [
      figure(counts.elections),
      `elections won in ${counted(config.groups, 'group')} of ${counted(config.nodes, 'node')}`,
    ],
    [
      figure(counts.committed),
      `entries committed; ${counted(counts.snapshotsSaved, 'snapshot')} saved, ${counts.snapshotsInstalled} installed`,
    ],
    [
      figure(operations.ok),
      `client operations ok; ${operations.failed} failed, ${operations.unknown} with unknown outcome`,
    ],
    [figure(linearizability.ok), keys],
  ];
  return html`<div class="tiles">
${all.map(([value, caption]) => html`<div class="tile"><b>${value}</b><span>${caption}</span></div>\n`)}</div>`;
}

function figure(value: number): string {
  return counted(value, '', '').trim();
}
