import { statSync } from 'node:fs';
import { join } from 'node:path';
import { binaryBlocks } from '../../../src/codec/snapshot/binary-blocks.ts';
import { SnapshotReader } from '../../../src/codec/snapshot/snapshot-reader.ts';
import { SnapshotWriter } from '../../../src/codec/snapshot/snapshot-writer.ts';
import { thriftBlocks } from '../../../src/codec/snapshot/thrift-blocks.ts';
import { DEFAULT_TUNING } from '../../../src/engine/options.ts';
import { snapshotSink } from '../../../src/engine/snapshot-sink.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { StateMachine } from '../../../src/kv/machine.ts';
import type { MemoryStore } from '../../../src/kv/memory-store.ts';
import { type DiskTask, publishFile, temporaryName } from '../../../src/storage/disk-task.ts';
import { snapshotFile } from '../../../src/storage/file-names.ts';
import { readSnapshot, writeSnapshot } from '../../../src/storage/snapshot-file.ts';
import { runOnDisk } from './local-disk.ts';
import type { SnapshotJob } from './snapshot-job.ts';
import { GROUP, MEMBERSHIP, positionOf } from './snapshot-state.ts';

const CODECS = { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) };

/** The name of the job's snapshot in its directory. */
export function fileOf(job: SnapshotJob): string {
  return snapshotFile(GROUP, positionOf(job));
}

/** The size of the job's snapshot. */
export function fileBytesOf(job: SnapshotJob): number {
  return statSync(join(job.directory, fileOf(job))).size;
}

/** Encodes the state slice by slice, writes it, syncs it, gives it its name. Returns its bytes. */
export async function save(job: SnapshotJob, machine: StateMachine<MemoryStore>): Promise<number> {
  return await runOnDisk(job.directory, saveTask(job, machine));
}

/** Reads and decodes the file into `machine`, which is empty. */
export async function install(
  job: SnapshotJob,
  machine: StateMachine<MemoryStore>,
): Promise<number> {
  const bytes = fileBytesOf(job);
  const sink = snapshotSink(machine, GROUP, positionOf(job));
  const reader = new SnapshotReader(CODECS, nodeChecksum, sink);
  await runOnDisk(job.directory, readSnapshot(reader, fileOf(job), bytes));
  return bytes;
}

function* saveTask(job: SnapshotJob, machine: StateMachine<MemoryStore>): DiskTask<number> {
  const file = fileOf(job);
  const temporary = temporaryName(file, 'saving');
  const frozen = machine.store.snapshot();
  const content = {
    header: { group: GROUP, position: positionOf(job), membership: MEMBERSHIP },
    sessions: [...machine.sessions.sessions()],
    records: frozen.records(),
  };
  const writer = new SnapshotWriter(content, CODECS[job.codec], nodeChecksum);
  const bytes = yield* writeSnapshot(writer, temporary, DEFAULT_TUNING.snapshotSliceBytes);
  frozen.release();
  yield* publishFile(temporary, file);
  return bytes;
}
