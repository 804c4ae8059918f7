import type { GroupId, NodeId } from '../../src/base/ids.ts';

/** Directions that are cut: from a node to a node. */
export type Cut = readonly (readonly [NodeId, NodeId])[];

/** Divisions that are no partition into two sides, or one with the sides chosen in a special way. */
export type DivisionShape =
  /** Each node sees two others only. */
  | 'ring'
  /** Any of the links are cut. */
  | 'partialMesh'
  /** Three sides or more. */
  | 'sides'
  | 'minority'
  /** The leader of one of the groups is in the minority. */
  | 'leaderSide';

/** How a machine is kept from taking part; mute and deaf ones run on. */
export type FrozenKind = 'down' | 'paused' | 'isolated' | 'mute' | 'deaf';

/** What goes from clients to a node, or from it to them. */
export type ClientDirection = 'requests' | 'answers';

/**
 * What is done to a running cluster from outside, beside what befalls a single machine (crashes and
 * pauses, of which observers hear through the machine). `untilMicros`: ends by itself then.
 */
export type Fault =
  | { readonly kind: 'partition'; readonly cut: Cut; readonly isOneWay: boolean }
  /** A machine stays as it is, or is brought to a stand, while the others have to work. */
  | { readonly kind: 'frozen'; readonly node: NodeId; readonly how: FrozenKind }
  | {
      readonly kind: 'division';
      readonly shape: DivisionShape;
      readonly cut: Cut;
      readonly isOneWay: boolean;
    }
  | {
      readonly kind: 'clientCut';
      readonly node: NodeId;
      readonly directions: readonly ClientDirection[];
      readonly untilMicros: number;
    }
  | {
      readonly kind: 'clog';
      readonly from: NodeId;
      readonly to: NodeId;
      readonly untilMicros: number;
    }
  | {
      readonly kind: 'delaySpike';
      readonly from: NodeId;
      readonly to: NodeId;
      readonly addedMicros: number;
      readonly untilMicros: number;
    }
  /** The wall clock of a machine was set: forward, or back where it is negative. */
  | {
      readonly kind: 'clockJump';
      readonly node: NodeId;
      readonly byMicros: number;
      readonly untilMicros: number;
    }
  /** The monotonic clock of a machine runs at another rate from then on. */
  | {
      readonly kind: 'clockSkew';
      readonly node: NodeId;
      readonly driftPpm: number;
      readonly untilMicros: number;
    }
  | { readonly kind: 'transfer'; readonly group: GroupId; readonly target: NodeId }
  /** `returning`: the id under which the same machine was removed before. */
  | { readonly kind: 'add'; readonly node: NodeId; readonly returning: NodeId | null }
  | { readonly kind: 'remove'; readonly node: NodeId }
  /** A removed node is started under its old id; it succeeds when the node is refused. */
  | { readonly kind: 'comeBack'; readonly node: NodeId; readonly wiped: boolean };

/** Tells a fault from others that look the same; the object itself is the identity. */
export type FaultKey = object;
