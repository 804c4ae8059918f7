import { type LogIndex, NO_NODE } from '../../src/base/ids.ts';
import type { Checksum } from '../../src/base/ports.ts';
import type { Effect } from '../../src/engine/events.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import { segmentOfFile, snapshotOfFile } from '../../src/storage/file-names.ts';
import { decodeBatch, type StateRecord } from '../../src/storage/log/batch.ts';
import { PerReplica } from '../oracles/replica-view.ts';
import type { EffectKind } from '../world/effect-kind.ts';
import type { SimHost } from '../world/sim-host.ts';

/** Tells what an effect is about from the effect alone, as the host sees it. */
export class EffectKinds {
  readonly #checksum: Checksum;
  /** The last entry of each replica that was written since this was begun. */
  readonly #written = new PerReplica<LogIndex>();

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  /** Whether `effect`, or the request of a disk, is one of `kind`. */
  is(kind: EffectKind, host: SimHost, effect: Effect | StorageRequest): boolean {
    switch (kind) {
      case 'send':
      case 'reply':
        return effect.kind === kind;
      case 'sync':
        return effect.kind === 'sync' && segmentOfFile(effect.file) !== null;
      case 'apply':
        return effect.kind === 'storeWrite';
      case 'snapshotRename':
        return effect.kind === 'rename' && snapshotOfFile(effect.target) !== null;
      case 'vote':
        return this.#states(effect).some(
          ({ hardState, entries }) => hardState.vote !== NO_NODE && entries.length === 0,
        );
      case 'append':
        return this.#states(effect).some(({ entries }) => entries.length > 0);
      case 'logTruncate':
        return isOldSegment(effect) || this.#overwrites(host, effect);
    }
  }

  forget(host: SimHost): void {
    this.#written.clear(host.id);
  }

  /** What a write to the log says of the states of groups. */
  #states(effect: Effect | StorageRequest): StateRecord[] {
    if (effect.kind !== 'write' || segmentOfFile(effect.file) === null) {
      return [];
    }
    const batch = decodeBatch(effect.buffer.subarray(0, effect.length), 0, this.#checksum);
    return (batch?.records ?? []).flatMap((record) => (record.kind === 'state' ? [record] : []));
  }

  /** Whether entries take the place of others. */
  #overwrites(host: SimHost, effect: Effect | StorageRequest): boolean {
    let overwrites = false;
    for (const { group, entries } of this.#states(effect)) {
      const [first] = entries;
      const last = entries[entries.length - 1];
      if (first !== undefined && last !== undefined) {
        const written = this.#written.get(host.id, group);
        overwrites ||= written !== undefined && first.index <= written;
        this.#written.set(host.id, group, last.index);
      }
    }
    return overwrites;
  }
}

/** Old parts of the log go, or become new ones. */
function isOldSegment(effect: Effect | StorageRequest): boolean {
  return (
    (effect.kind === 'remove' || effect.kind === 'rename') && segmentOfFile(effect.file) !== null
  );
}
