import type { GroupId } from '../../base/ids.ts';
import type { Membership } from '../../kv/membership.ts';
import type { Position } from '../../raft/log.ts';

/** What a snapshot stream says before its content. */
export interface SnapshotHeader {
  readonly group: GroupId;
  /** The last entry whose effect is contained. */
  readonly position: Position;
  readonly membership: Membership;
}

/** How the payload of blocks is written; a stream names it in its first bytes. */
export type SnapshotCodecName = 'binary' | 'thrift';

export const SNAPSHOT_CODEC_NAMES: readonly SnapshotCodecName[] = ['binary', 'thrift'];
