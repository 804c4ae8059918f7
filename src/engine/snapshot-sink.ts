import { DecodeError } from '../base/errors.ts';
import type { GroupId } from '../base/ids.ts';
import type { SnapshotSink } from '../codec/snapshot/snapshot-reader.ts';
import type { StateMachine } from '../kv/machine.ts';
import type { Position } from '../raft/log.ts';

/** Puts what a snapshot contains into an empty machine. */
export function snapshotSink(
  machine: StateMachine,
  group: GroupId,
  position: Position,
): SnapshotSink {
  return {
    header: (header) => {
      const { index, term } = header.position;
      if (header.group !== group || index !== position.index || term !== position.term) {
        throw new DecodeError(
          `a snapshot of group ${header.group} at ${index} stands where group ${group} at ` +
            `${position.index} was expected`,
          0,
        );
      }
      machine.restore(position.index, header.membership);
    },
    session: (session) => machine.sessions.restore(session),
    record: (record) => machine.restoreRecord(record.key, record.value, record.revision),
  };
}
