import type { NodeId } from '../../src/base/ids.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { StoreOperation } from '../store/sim-stores.ts';
import type { SimHost } from './sim-host.ts';

/** Something that will happen at its time. */
export type SimEvent =
  | {
      readonly kind: 'frame';
      readonly from: SimHost;
      /** Start of the sender that sent it. */
      readonly incarnation: number;
      readonly to: NodeId;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'disk';
      readonly host: SimHost;
      readonly incarnation: number;
      readonly operation: DiskOperation | StoreOperation;
    }
  | { readonly kind: 'tick'; readonly host: SimHost; readonly incarnation: number }
  | { readonly kind: 'turn'; readonly host: SimHost; readonly incarnation: number }
  | {
      readonly kind: 'request';
      readonly to: NodeId;
      readonly connection: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'reply';
      readonly from: NodeId;
      readonly connection: number;
      readonly bytes: Uint8Array;
    }
  /** `owner`: whose order among other events is known apart; 0 for nobody's. */
  | { readonly kind: 'call'; readonly owner: number; readonly run: () => void };

/** Where the owners of calls begin that have an order of their own. */
export const CALL_OWNERS = 1 << 20;

/** The number of a kind in the hash. */
export const HASH_KINDS = {
  frame: 1,
  disk: 2,
  tick: 3,
  turn: 4,
  request: 5,
  reply: 6,
  call: 7,
} as const;

/** Whoever causes events, and how many so far: its draws are keyed by both. */
export interface Cause {
  readonly ordinal: number;
  caused: number;
}
