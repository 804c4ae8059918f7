import type { Compress } from '../base/ports.ts';
import { type CommandBytes, compressCommand } from '../codec/compressed-command.ts';
import { type CompressionName, compressorOf } from '../codec/compression.ts';
import type { Draft } from '../raft/entry.ts';
import type { NodeContext } from './context.ts';
import { everyMemberSpeaks } from './features.ts';
import type { Replica } from './replica.ts';

/** Places a client's command in memory for the log, compressed where that is wanted and pays. */
export function placeCommand(context: NodeContext, replica: Replica, command: CommandBytes): Draft {
  const compressor = usable(context, replica, context.options.tuning.entryCompression);
  const compressed = compressor === null ? null : compressCommand(command, compressor);
  if (compressed === null) {
    return replica.arena.place(command.bytes, command.start, command.end);
  }
  context.counts.compressedCommands++;
  return replica.arena.place(compressed, 0, compressed.length);
}

/** What a snapshot of the group is compressed with; null for nothing. */
export function snapshotCompressor(context: NodeContext, replica: Replica): Compress | null {
  const compressor = usable(context, replica, context.options.tuning.snapshotCompression);
  context.counts.compressedSnapshots += compressor === null ? 0 : 1;
  return compressor;
}

/** A member of the first release reads nothing that is compressed. */
function usable(context: NodeContext, replica: Replica, name: CompressionName): Compress | null {
  const compressor = compressorOf(name);
  return compressor !== null && everyMemberSpeaks(context, replica, 2) ? compressor : null;
}
