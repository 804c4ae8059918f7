import { noEngineCounts } from '../../src/engine/engine-counts.ts';
import { Host } from '../../src/io/host.ts';
import { bindHostOf, nodeOptionsOf, parseNodeConfig } from '../../src/process/node-config.ts';
import type { NodeQuestion, NodeReport } from '../../src/process/node-messages.ts';
import { CeilingNode } from './ceiling-node.ts';

/** A process that replicates without consensus; started like a node, with the same configuration. */
const config = parseNodeConfig(JSON.parse(process.argv[2] ?? '{}'));
const options = nodeOptionsOf(config, { seed: 1, firstReadId: 1 });
const members = options.groups[0]?.members ?? [];
const [leader, ...followers] = members.map((member) => member.node);
const part =
  leader === undefined || leader === options.node
    ? { kind: 'leader' as const, followers }
    : { kind: 'follower' as const, leader };
const host = new Host(
  (ports) => new CeilingNode(options, part, ports),
  { directory: config.directory },
  (notice) => {
    if (notice.kind === 'ready') {
      report({ kind: 'ready' });
    }
  },
);
process.on('message', (question: NodeQuestion) => {
  if (question.kind === 'statistics') {
    const { user, system } = process.cpuUsage();
    report({
      kind: 'statistics',
      syncs: host.node.syncs,
      droppedFrames: { damaged: 0, misdirected: 0, foreign: 0 },
      ...noEngineCounts(),
      ...host.statistics,
      cpuMicros: user + system,
      residentBytes: process.memoryUsage.rss(),
    });
  }
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
await host.start(bindHostOf(config));

function report(message: NodeReport): void {
  process.send?.(message);
}
