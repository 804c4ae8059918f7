import { noEngineCounts } from '../../src/engine/engine-counts.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { RunCounts } from './counters.ts';
import type { SimHost } from './sim-host.ts';

const NO_DEEDS = noEngineCounts();

/** Takes over what the engine on `host` has counted since the node was started. */
export function countDeeds(counts: RunCounts, host: SimHost): void {
  const { faults } = counts;
  const { coalescedHeartbeats, quiesceEntered, quiesceWoken, ...others } =
    host.node?.counts ?? NO_DEEDS;
  counts.strangersMet += others.strangersMet;
  counts.compressed.commands += others.compressedCommands;
  counts.compressed.snapshots += others.compressedSnapshots;
  faults.coalescedHeartbeats += coalescedHeartbeats;
  faults.quiesceEntered += quiesceEntered;
  faults.quiesceWoken += quiesceWoken;
}

/** Counts what a node told of itself. */
export function countNotice(counts: RunCounts, notice: Notice): void {
  switch (notice.kind) {
    case 'snapshotSaved':
      counts.snapshotsSaved++;
      return;
    case 'snapshotInstalled':
      counts.snapshotsInstalled++;
      return;
    case 'snapshotTransfer':
      counts.transfers[notice.what]++;
      return;
    case 'databaseRefilled':
      counts.stores.refills++;
      return;
    default:
      return;
  }
}
