import { type BootstrapRecord, encodeBootstrap } from '../storage/bootstrap.ts';
import { type DiskTask, replaceFile } from '../storage/disk-task.ts';
import { bootstrapFile } from '../storage/file-names.ts';
import { MACHINE_TYPES } from '../storage/machine-type.ts';
import type { NodeContext } from './context.ts';
import type { GroupOptions } from './options.ts';

/** Writes the bootstrap record of a group anew, durably, with what became of this node in it. */
export function* markBootstrap(
  context: NodeContext,
  { group, join, members }: GroupOptions,
  marks: Pick<BootstrapRecord, 'removed' | 'newcomer'>,
): DiskTask<void> {
  const { checksum, utf8 } = context.ports;
  const machineType = MACHINE_TYPES[context.options.store];
  const record = { join, members, machineType, ...marks };
  yield* replaceFile(bootstrapFile(group), encodeBootstrap(record, checksum, utf8));
}
