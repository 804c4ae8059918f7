import type { Checksum } from '../../src/base/ports.ts';
import { isDurable } from '../../src/storage/sync-mode.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { DurableLogs } from '../oracles/durable-logs.ts';
import { DurablePromises } from '../oracles/durable-promises.ts';
import { ForgottenEntries } from '../oracles/forgotten-entries.ts';
import { IntervalSyncs } from '../oracles/interval-syncs.ts';
import { WrittenLogs } from '../oracles/written-logs.ts';
import type { Observer } from '../world/observer.ts';

/** What is known of the disks of a run, and who sees to it that nodes keep what they promise of them. */
export interface Media {
  /** What an acknowledged entry is in; null where disks may forget what was synced. */
  readonly durable: DurableLogs | null;
  /** Null where the sync mode lets power cuts take nothing that was acknowledged. */
  readonly forgotten: ForgottenEntries | null;
  readonly observers: readonly Observer[];
}

/** @param nowMicros - virtual time */
export function mediaOf(config: SimConfig, checksum: Checksum, nowMicros: () => number): Media {
  const { syncMode } = config.tuning;
  if (config.diskFaults.lostSync > 0) {
    return { durable: null, forgotten: null, observers: [] };
  }
  const synced = new DurableLogs(checksum);
  if (isDurable(syncMode)) {
    return { durable: synced, forgotten: null, observers: [synced, new DurablePromises(synced)] };
  }
  const written = new WrittenLogs(checksum);
  const forgotten = new ForgottenEntries(written);
  const promises = new DurablePromises(written, synced);
  const syncs =
    syncMode.kind === 'interval' ? [new IntervalSyncs(syncMode.intervalMs * 1000, nowMicros)] : [];
  return {
    durable: written,
    forgotten,
    observers: [written, synced, forgotten, promises, ...syncs],
  };
}
