import type { Effect } from '../../src/engine/events.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import type { SimHost } from './sim-host.ts';

/** Ends the node that is about to do something, or has just done it. */
export type Strike = () => void;

/**
 * Sees each effect of a turn before and after it is carried out, and each request of a disk once it
 * is done and before the node hears of that; null where nothing is to come in between.
 */
export interface EffectWatch {
  /** The node has decided what to do, and nothing of it was done. */
  turned(host: SimHost): Strike | null;
  before(host: SimHost, effect: Effect): Strike | null;
  after(host: SimHost, effect: Effect): Strike | null;
  /** Everything that a turn asked for is under way. */
  ended(host: SimHost): Strike | null;
  completed(host: SimHost, request: StorageRequest): Strike | null;
}
