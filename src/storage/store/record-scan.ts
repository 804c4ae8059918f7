import { invariant } from '../../base/invariant.ts';
import type { StoreRecord } from '../../kv/store.ts';
import type { DiskTask } from '../disk-task.ts';
import { decodeStored, KEYS_END, recordKey, userKeyOf } from './store-layout.ts';
import { type ScanRange, scanDatabase } from './store-task.ts';

/**
 * The records of a snapshot of a database, in ascending order of keys: read piece by piece with
 * `fetch`, and handed out without waiting.
 */
export class RecordScan implements Iterator<StoreRecord> {
  #range: ScanRange;
  #records: StoreRecord[] = [];
  #at = 0;
  #bytes = 0;
  #isComplete = false;

  constructor(database: string, snapshot: number) {
    this.#range = { database, snapshot, from: recordKey(''), end: KEYS_END };
  }

  /** Reads on until `bytes` of keys and values can be handed out, or nothing is left. */
  *fetch(bytes: number): DiskTask<void> {
    while (!this.#isComplete && this.#bytes < bytes) {
      const items = yield* scanDatabase(this.#range, bytes - this.#bytes);
      const last = items[items.length - 1];
      if (last === undefined) {
        this.#isComplete = true;
        return;
      }
      this.#range = { ...this.#range, from: `${last.key}\u0000` };
      this.#records = this.#records.slice(this.#at);
      this.#at = 0;
      for (const { key, value } of items) {
        const record = { key: userKeyOf(key) as string, ...decodeStored(value) };
        this.#bytes += record.key.length + record.value.length;
        this.#records.push(record);
      }
    }
  }

  next(): IteratorResult<StoreRecord> {
    const record = this.#records[this.#at];
    if (record === undefined) {
      invariant(this.#isComplete, 'enough is fetched before it is handed out');
      return { done: true, value: undefined };
    }
    this.#at++;
    this.#bytes -= record.key.length + record.value.length;
    return { done: false, value: record };
  }
}
