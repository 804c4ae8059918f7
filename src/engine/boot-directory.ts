import { DecodeError, RaftLabError } from '../base/errors.ts';
import type { GroupId } from '../base/ids.ts';
import { type BootstrapRecord, decodeBootstrap } from '../storage/bootstrap.ts';
import type { FileInfo } from '../storage/disk.ts';
import { type DiskTask, readFile } from '../storage/disk-task.ts';
import { groupOfBootstrapFile, IDENTITY_FILE, segmentOfFile } from '../storage/file-names.ts';
import { checkHostname, checkOwner, decodeIdentity, type Owner } from '../storage/identity.ts';
import type { NodeContext } from './context.ts';

/** Whether the identity file says all that it should; in an empty directory there is none yet. */
export function* checkDirectory(
  context: NodeContext,
  own: Owner,
  files: readonly FileInfo[],
): DiskTask<boolean> {
  const { checksum } = context.ports;
  const file = files.find((info) => info.file === IDENTITY_FILE);
  if (file !== undefined) {
    const bytes = yield* readFile(IDENTITY_FILE, 0, file.bytes);
    const recorded = decoded(IDENTITY_FILE, () => decodeIdentity(bytes, checksum));
    checkOwner(recorded, own);
    if (context.options.acceptsHostname === true) {
      return recorded.hostname === own.hostname;
    }
    checkHostname(recorded, own);
    return true;
  }
  const stray = files.find((info) => segmentOfFile(info.file) !== null);
  if (stray !== undefined) {
    throw new RaftLabError(
      'BOOTSTRAP_CORRUPT',
      `the directory holds ${stray.file} but no ${IDENTITY_FILE} file: it is not a complete data directory`,
    );
  }
  return false;
}

export function* readBootstraps(
  context: NodeContext,
  files: readonly FileInfo[],
): DiskTask<ReadonlyMap<GroupId, BootstrapRecord>> {
  const { checksum, utf8 } = context.ports;
  const records = new Map<GroupId, BootstrapRecord>();
  for (const info of files) {
    const group = groupOfBootstrapFile(info.file);
    if (group !== null) {
      const bytes = yield* readFile(info.file, 0, info.bytes);
      records.set(
        group,
        decoded(info.file, () => decodeBootstrap(bytes, checksum, utf8)),
      );
    }
  }
  return records;
}

function decoded<T>(file: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new RaftLabError(
        'BOOTSTRAP_CORRUPT',
        `${file}: ${error.message}; restore the file, or remove this node from its groups and add ` +
          'it under a new id with an empty directory',
        { cause: error },
      );
    }
    throw error;
  }
}
