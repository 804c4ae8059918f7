import type { SnapshotCodecName } from '../../src/codec/snapshot/snapshot-header.ts';
import { BenchNode, groupsOf } from '../engine/bench-node.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';

/** Directories of whole nodes, one for each snapshot codec that a node may use. */
export const GOLDEN_DIRECTORIES: Readonly<Record<string, SnapshotCodecName>> = {
  'directory-binary': 'binary',
  'directory-thrift': 'thrift',
};

const TUNING = { segmentBytes: 4096, segmentsMax: 2, compactionOverhead: 1 };
/** What the node of a golden directory has answered: from its snapshot, from its log, and gone. */
export const GOLDEN_TEXTS = { snapshotted: 'in the snapshot', logged: 'in the log', deleted: null };

/** Files of a sole voter that has voted, rotated its log, saved a snapshot, and gone on. */
export function writtenDirectory(codec: SnapshotCodecName): Map<string, Uint8Array> {
  const bench = BenchNode.leading(2, { ...TUNING, snapshotCodec: codec });
  bench.put('snapshotted', GOLDEN_TEXTS.snapshotted);
  bench.put('deleted', 'soon gone');
  for (let i = 0; i < 6; i++) {
    bench.put(`filler-${i}`, '.'.repeat(600));
    bench.settle();
  }
  bench.operate({ kind: 'snapshot' });
  bench.settle();
  bench.put('deleted', '', { kind: 'delete' });
  bench.put('logged', GOLDEN_TEXTS.logged);
  bench.settle();
  return new Map([...bench.disk.files].filter(([, bytes]) => bytes.length > 0));
}

/** A node that starts on a copy of such files, and leads. */
export function startedOn(files: ReadonlyMap<string, Uint8Array>): BenchNode {
  const disk = new MemoryDisk();
  for (const [file, bytes] of files) {
    disk.files.set(file, bytes.slice());
  }
  const bench = BenchNode.started(groupsOf([1], 2), TUNING, disk);
  bench.tick(20);
  return bench;
}
