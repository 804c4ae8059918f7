import { DecodeError, RaftLabError } from '../../base/errors.ts';
import type { GroupId } from '../../base/ids.ts';
import type { Checksum, Utf8 } from '../../base/ports.ts';
import type { FileInfo } from '../disk.ts';
import {
  type DiskTask,
  openFile,
  publishFile,
  readFile,
  syncDirectory,
  temporaryName,
  truncateFile,
  writeFile,
} from '../disk-task.ts';
import { databaseOfName, pointerFile } from '../file-names.ts';
import { openRecord, type RecordFormat, sealRecord } from '../sealed-record.ts';

const FORMAT: RecordFormat = { magic: 0x50_44_4c_52, version: 1, name: 'database pointer' };

/**
 * The content of a pointer file: the base name of the live database's directory. No path: the data
 * directory may be moved, or named in another way (seeds.md DIR-03, BUG-08).
 */
export function encodePointer(database: string, checksum: Checksum, utf8: Utf8): Uint8Array {
  return sealRecord(FORMAT, checksum, (writer) => writer.short(utf8.encode(database)));
}

/** @throws DecodeError when the file is damaged; RaftLabError when it names no database of `group`. */
export function decodePointer(
  bytes: Uint8Array,
  group: GroupId,
  platform: { readonly checksum: Checksum; readonly utf8: Utf8 },
): string {
  const reader = openRecord(FORMAT, bytes, platform.checksum);
  const name = reader.short();
  reader.expectEnd();
  const database = platform.utf8.decode(name, 0, name.length);
  if (databaseOfName(database)?.group !== group) {
    throw new RaftLabError(
      'STORE_CORRUPT',
      `${pointerFile(group)} names "${database}", which is no database of group ${group}`,
    );
  }
  return database;
}

/**
 * The name of the live database.
 *
 * @throws RaftLabError STORE_LOST when pointer or directory are gone, STORE_CORRUPT when the pointer
 * is damaged.
 */
export function* readPointer(
  group: GroupId,
  {
    files,
    databases,
  }: { readonly files: readonly FileInfo[]; readonly databases: readonly string[] },
  platform: { readonly checksum: Checksum; readonly utf8: Utf8 },
): DiskTask<string> {
  const pointer = pointerFile(group);
  const file = files.find((info) => info.file === pointer);
  if (file === undefined) {
    throw lost(`${pointer} is gone: nothing says which database of group ${group} is live`);
  }
  const bytes = yield* readFile(pointer, 0, file.bytes);
  let name: string;
  try {
    name = decodePointer(bytes, group, platform);
  } catch (error) {
    if (!(error instanceof DecodeError)) {
      throw error;
    }
    throw new RaftLabError('STORE_CORRUPT', `${pointer}: ${error.message}; ${REMEDY}`, {
      cause: error,
    });
  }
  if (!databases.includes(name)) {
    throw lost(`the live database ${name} of group ${group} was deleted`);
  }
  return name;
}

const REMEDY =
  'restore it, or remove this node from the group and add it under a new id with an empty directory';

function lost(what: string): RaftLabError {
  return new RaftLabError('STORE_LOST', `${what}; ${REMEDY}`);
}

/**
 * Makes `database`, which is complete and synced, the live one. Whenever the power is cut, one
 * complete database is live afterwards: the old one or the new one (seeds.md DIR-04).
 */
export function* switchPointer(
  group: GroupId,
  database: string,
  platform: { readonly checksum: Checksum; readonly utf8: Utf8 },
): DiskTask<void> {
  const bytes = encodePointer(database, platform.checksum, platform.utf8);
  const file = pointerFile(group);
  const temporary = temporaryName(file, 'updating');
  // The directory that the pointer names is there for good before anything names it.
  yield* syncDirectory();
  yield* openFile(temporary, 'plain');
  yield* truncateFile(temporary, 0);
  yield* writeFile(temporary, 0, bytes);
  yield* publishFile(temporary, file);
}
