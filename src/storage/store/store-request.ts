import type { DiskFailure } from '../disk.ts';

/** A key of a database as latin1 text: text order is byte order. */
export interface StoredItem {
  readonly key: string;
  readonly value: Uint8Array;
}

/** What one write does to one key; null removes it. */
export interface StoreChange {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * What the pure part asks of ordered databases on disk, each of them a directory of its own beside the
 * log.
 *
 * What is asked for may be carried out in any order with what was not answered yet; what was answered
 * before a request has happened before it. Who needs an order waits.
 */
export type StoreRequest =
  | { readonly kind: 'storeList' }
  /** `existing` fails with ENOENT when there is no such directory; `new` begins an empty one. */
  | {
      readonly kind: 'storeOpen';
      readonly database: string;
      readonly mode: 'new' | 'existing';
      /** Memory for what was read before; the rest of the database stays on disk. */
      readonly cacheBytes: number;
    }
  /** Values of the first keys, at least one, until they have `bytesMax` together. */
  | {
      readonly kind: 'storeRead';
      readonly database: string;
      readonly keys: readonly string[];
      readonly bytesMax: number;
    }
  /** All changes or none, also after a crash. Not durable before a `storeSync`. */
  | {
      readonly kind: 'storeWrite';
      readonly database: string;
      readonly changes: readonly StoreChange[];
    }
  /** Makes every write that was answered before durable. */
  | { readonly kind: 'storeSync'; readonly database: string }
  /** Holds the present state under a number, for scans; later writes do not show. */
  | { readonly kind: 'storeSnapshot'; readonly database: string; readonly snapshot: number }
  /** Items in [from, end), ascending, until they have `bytesMax`, at least one if there is any. */
  | {
      readonly kind: 'storeScan';
      readonly database: string;
      readonly snapshot: number;
      readonly from: string;
      readonly end: string;
      readonly bytesMax: number;
    }
  | { readonly kind: 'storeRelease'; readonly database: string; readonly snapshot: number }
  | { readonly kind: 'storeClose'; readonly database: string }
  /** Removes the directory of a database that is not open, if it is there. */
  | { readonly kind: 'storeRemove'; readonly database: string };

/** Tells requests to databases from requests to files. */
export function isStoreRequest<T extends { readonly kind: string }>(
  request: T,
): request is Extract<T, { readonly kind: StoreRequest['kind'] }> {
  return request.kind.startsWith('store');
}

/** How a request ended. */
export type StoreOutcome =
  | { readonly kind: 'storesListed'; readonly databases: readonly string[] }
  /** In the order of the keys; null for a key that is not there. The bytes belong to the receiver. */
  | { readonly kind: 'loaded'; readonly values: readonly (Uint8Array | null)[] }
  | { readonly kind: 'scanned'; readonly items: readonly StoredItem[] }
  /** Carried out; says nothing about durability. */
  | { readonly kind: 'stored' }
  | { readonly kind: 'storeSynced' }
  | { readonly kind: 'failed'; readonly failure: DiskFailure };
