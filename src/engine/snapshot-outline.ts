import { present } from '../base/invariant.ts';
import { SnapshotWriter } from '../codec/snapshot/snapshot-writer.ts';
import type { StoreRecord } from '../kv/store.ts';
import type { Position } from '../raft/log.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/** More than position and members can fill: the largest membership has 64 addresses. */
const SLICE_BYTES = 64 * 1024;

/**
 * A snapshot for a witness: where the applied state ends, and who the members are. No sessions and no
 * records: whoever never answers anybody needs neither.
 */
export function snapshotOutline(
  context: NodeContext,
  { group, machine, raft }: Replica,
): { readonly position: Position; readonly bytes: Uint8Array } {
  const index = machine.appliedIndex;
  const term = present(raft.state.log.termAt(index), 'the applied entry is known');
  const position = { index, term };
  const noRecords: StoreRecord[] = [];
  const writer = new SnapshotWriter(
    {
      header: { group, position, membership: machine.membership },
      sessions: [],
      records: noRecords.values(),
    },
    context.blockCodecs[context.options.tuning.snapshotCodec],
    context.ports.checksum,
  );
  const pieces: Uint8Array[] = [];
  while (!writer.isDone) {
    pieces.push(writer.next(SLICE_BYTES).slice());
  }
  return { position, bytes: joined(pieces) };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
