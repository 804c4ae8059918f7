import { Command } from 'commander';
import { addressOfNodeId } from '../../base/address.ts';
import { GROUP_ID_MAX, toGroupId, toLogIndex, toTerm } from '../../base/ids.ts';
import {
  SNAPSHOT_CODEC_NAMES,
  type SnapshotCodecName,
  type SnapshotHeader,
} from '../../codec/snapshot/snapshot-header.ts';
import { NO_MEMBERS } from '../../kv/membership.ts';
import { verifySnapshot } from '../../storage/exported-snapshot.ts';
import { oneOf, wholeNumber } from '../command/option-values.ts';
import type { Streams } from '../command/streams.ts';
import { UsageError } from '../command/usage-error.ts';
import { convert, STREAM_FORMATS, type StreamFormat } from './convert.ts';
import { fileSource } from './record-source.ts';

interface ConvertFlags {
  readonly from: StreamFormat;
  readonly to: StreamFormat;
  readonly group: number;
  readonly index: number;
  readonly term: number;
  readonly snapshotCodec: SnapshotCodecName;
}

/** `raftlab snapshot`: looks into snapshot files and writes them in other forms. */
export function snapshotCommand(streams: Streams): Command {
  return new Command('snapshot')
    .description('look into a snapshot file, or write it in another format')
    .addCommand(showCommand(streams))
    .addCommand(convertCommand(streams));
}

function showCommand({ stdout }: Streams): Command {
  return new Command('show')
    .description('check a snapshot file and print what it holds')
    .argument('<file>')
    .action((file: string) => {
      stdout.write(`${JSON.stringify(contentOf(file), null, 4)}\n`);
    });
}

function convertCommand({ stdout }: Streams): Command {
  const formats = STREAM_FORMATS.join(', ');
  return new Command('convert')
    .description('write a stream of keys and values in another format')
    .argument('<source>')
    .argument('<target>')
    .requiredOption('--from <format>', formats, oneOf('--from', STREAM_FORMATS))
    .requiredOption('--to <format>', formats, oneOf('--to', STREAM_FORMATS))
    .option('--group <id>', 'with --to raftlab', wholeNumber('--group', 0, GROUP_ID_MAX), 0)
    .option('--index <n>', 'with --to raftlab: log index', positive('--index'), 1)
    .option('--term <n>', 'with --to raftlab', positive('--term'), 1)
    .option(
      '--snapshot-codec <name>',
      'with --to raftlab',
      oneOf('--snapshot-codec', SNAPSHOT_CODEC_NAMES),
      'binary',
    )
    .action((source: string, target: string, flags: ConvertFlags) => {
      const { from, to, group, index, term, snapshotCodec: codec } = flags;
      if (from === to) {
        throw new UsageError(`--to ${to}: expected another format than --from`);
      }
      const header: SnapshotHeader = {
        group: toGroupId(group),
        position: { index: toLogIndex(index), term: toTerm(term) },
        membership: NO_MEMBERS,
      };
      const done = convert({ source, from, target, to, header, codec });
      stdout.write(`${done.records} records in ${done.bytes} bytes: ${target}\n`);
      if (done.droppedSessions > 0) {
        stdout.write(`${done.droppedSessions} sessions are left out: ${to} has none\n`);
      }
    });
}

function contentOf(file: string): object {
  const { header, sessions, records, valueBytes } = verifySnapshot(fileSource(file));
  const { group, position, membership } = header;
  return {
    group,
    ...position,
    changeId: membership.changeId,
    members: membership.members.map(({ address, role }) => ({ address, role })),
    removed: membership.removed.map(addressOfNodeId),
    sessions: sessions.length,
    records,
    valueBytes,
  };
}

function positive(flag: string) {
  return wholeNumber(flag, 1, Number.MAX_SAFE_INTEGER);
}
