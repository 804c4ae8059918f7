import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { addressOfNodeId, nodeIdOfAddress } from '../../base/address.ts';
import { GROUP_ID_MAX, toGroupId } from '../../base/ids.ts';
import { SnapshotWriter } from '../../codec/snapshot/snapshot-writer.ts';
import { DEFAULT_TUNING, STORE_KINDS, type StoreKind } from '../../engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../io/platform/ports.ts';
import type { Member, MemberRole } from '../../kv/roster.ts';
import { type Exported, exportGroup } from '../../storage/export-group.ts';
import { IDENTITY_FILE } from '../../storage/file-names.ts';
import { decodeIdentity, type Identity } from '../../storage/identity.ts';
import { importGroup } from '../../storage/import-group.ts';
import { MACHINE_TYPES } from '../../storage/machine-type.ts';
import { wholeNumber } from '../command/option-values.ts';
import type { Streams } from '../command/streams.ts';
import { badValue, UsageError } from '../command/usage-error.ts';
import { BLOCK_CODECS, fileSource } from '../snapshot/record-source.ts';
import { writePieces } from '../snapshot/stream-files.ts';
import { runOffline } from './offline-disk.ts';

interface ExportFlags {
  readonly dataDir: string;
  readonly group: number;
  readonly out: string;
  readonly allEntries?: boolean;
}

interface ImportFlags {
  readonly dataDir: string;
  readonly snapshot: string;
  readonly members: readonly Member[];
  readonly learners?: readonly Member[];
  readonly witnesses?: readonly Member[];
  readonly address?: string;
  readonly deployment?: number;
  readonly store?: StoreKind;
}

const DEPLOYMENT_MAX = 2 ** 32 - 1;
const PIECE_BYTES = 256 * 1024;

/** `raftlab export`: the state of a group of a stopped node as a snapshot file. */
export function exportCommand({ stdout }: Streams): Command {
  return new Command('export')
    .description('write what a stopped node has of a group into a snapshot file')
    .requiredOption('-d, --data-dir <dir>', 'directory of the node')
    .requiredOption('--out <file>', 'the file to be written')
    .option('--group <id>', 'which group', wholeNumber('--group', 0, GROUP_ID_MAX), 0)
    .option(
      '--all-entries',
      'also entries of which the node does not know that they are committed: for a group that has ' +
        'lost its quorum, whose last writes may have been acknowledged by the lost members',
    )
    .action(async (flags: ExportFlags) => {
      const { content, entriesLeftOut } = await exported(flags);
      const writer = new SnapshotWriter(content, BLOCK_CODECS.binary, nodeChecksum);
      const bytes = writePieces(flags.out, piecesOf(writer));
      const { group, position } = content.header;
      stdout.write(
        `group ${group} through entry ${position.index}: ${writer.records} records in ${bytes} ` +
          `bytes: ${flags.out}\n`,
      );
      if (entriesLeftOut > 0) {
        stdout.write(
          `left out: ${entriesLeftOut} later entries that may not be committed; --all-entries ` +
            'takes them along\n',
        );
      }
    });
}

/** `raftlab import`: restores a group that has lost its quorum, one host after the other. */
export function importCommand({ stdout }: Streams): Command {
  return new Command('import')
    .description(
      'restore a group that lost its quorum from a snapshot file; run it on every host of the list, ' +
        'stopped, with the same file and the same list, then start the nodes',
    )
    .requiredOption('-d, --data-dir <dir>', 'directory of the node, or an empty one')
    .requiredOption('--snapshot <file>', 'what `raftlab export` wrote')
    .requiredOption('--members <a:p,b:p>', 'who votes from now on', membersOf('--members', 'voter'))
    .option('--learners <a:p>', 'who only receives', membersOf('--learners', 'learner'))
    .option('--witnesses <a:p>', 'who votes only', membersOf('--witnesses', 'witness'))
    .option('--address <a:p>', 'of this node; its directory knows, unless it is empty')
    .option(
      '--deployment <n>',
      'with an empty directory (default: 1)',
      wholeNumber('--deployment', 0, DEPLOYMENT_MAX),
    )
    .addOption(
      new Option(
        '--store <kind>',
        'with an empty directory: where records are kept (default: memory)',
      ).choices(STORE_KINDS),
    )
    .action(async (flags: ImportFlags) => {
      const { header, records, replacedIndex } = await imported(flags);
      const { group, position, membership } = header;
      const names = membership.members.map(({ address }) => address).join(', ');
      stdout.write(
        `group ${group} goes on after entry ${position.index} with ${records} records and members ` +
          `${names}\n`,
      );
      if (replacedIndex > position.index) {
        stdout.write(
          `gone with what this host had before: its entries ${position.index + 1} to ${replacedIndex}\n`,
        );
      }
    });
}

async function exported({ dataDir, group, allEntries }: ExportFlags): Promise<Exported> {
  if (!existsSync(join(dataDir, IDENTITY_FILE))) {
    throw badValue('--data-dir', dataDir, 'the directory of a node');
  }
  const order = {
    group: toGroupId(group),
    entries: allEntries === true ? 'all' : 'committed',
    codecs: BLOCK_CODECS,
    checksum: nodeChecksum,
    utf8: nodeUtf8,
  } as const;
  return await runOffline(dataDir, exportGroup(order));
}

async function imported(flags: ImportFlags) {
  const recorded = recordedIdentity(flags.dataDir);
  const address = flags.address ?? (recorded === null ? null : addressOfNodeId(recorded.node));
  if (address === null) {
    throw new UsageError(
      `--address: missing; expected the address of this node, since ${flags.dataDir} is empty`,
    );
  }
  const order = {
    self: memberOf('--address', address, 'voter'),
    members: [...flags.members, ...(flags.learners ?? []), ...(flags.witnesses ?? [])],
    deployment: flags.deployment ?? recorded?.deployment ?? 1,
    machineType: flags.store === undefined ? null : MACHINE_TYPES[flags.store],
    source: fileSource(flags.snapshot),
    utf8: nodeUtf8,
    checksum: nodeChecksum,
    segmentBytes: DEFAULT_TUNING.segmentBytes,
  };
  return await runOffline(flags.dataDir, importGroup(order));
}

/** Whose directory it is; a damaged record is found, and told, by the import itself. */
function recordedIdentity(directory: string): Identity | null {
  const file = join(directory, IDENTITY_FILE);
  return existsSync(file) ? decodeIdentity(readFileSync(file), nodeChecksum) : null;
}

function membersOf(flag: string, role: MemberRole): (text: string) => Member[] {
  return (text) => text.split(',').map((item) => memberOf(flag, item.trim(), role));
}

function memberOf(flag: string, text: string, role: MemberRole): Member {
  try {
    const node = nodeIdOfAddress(text);
    return { node, role, address: addressOfNodeId(node) };
  } catch {
    throw badValue(flag, text, 'an IPv4 address and a port, as 10.0.0.1:13890');
  }
}

function* piecesOf(writer: SnapshotWriter): Generator<Uint8Array> {
  while (!writer.isDone) {
    yield writer.next(PIECE_BYTES);
  }
}
