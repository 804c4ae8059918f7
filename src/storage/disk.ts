import type { StoreOutcome, StoreRequest } from './store/store-request.ts';

/** How writes to a file reach the medium (open(2): O_DSYNC, O_SYNC). */
export type FileMode = 'plain' | 'dataSync' | 'fullSync';

/**
 * What the pure part asks of a disk. Files are named without folders: a node has one directory.
 *
 * Requests for one file are carried out in the order in which they were made. Requests for different
 * files may overtake each other; who needs an order waits for the outcome.
 */
export type DiskRequest =
  /** Takes the directory for this process; fails when another one has it. */
  | { readonly kind: 'lock' }
  | { readonly kind: 'list' }
  | { readonly kind: 'open'; readonly file: string; readonly mode: FileMode }
  | {
      readonly kind: 'read';
      readonly file: string;
      readonly offset: number;
      readonly length: number;
    }
  /** `buffer[0, length)`; it stays untouched until the outcome arrives. */
  | {
      readonly kind: 'write';
      readonly file: string;
      readonly offset: number;
      readonly buffer: Uint8Array;
      readonly length: number;
    }
  /** Writes zeros, so that later writes find their blocks in place. */
  | {
      readonly kind: 'preallocate';
      readonly file: string;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  /** `dataOnly`: fdatasync, else fsync. */
  | { readonly kind: 'sync'; readonly file: string; readonly dataOnly: boolean }
  | { readonly kind: 'rename'; readonly file: string; readonly target: string }
  | { readonly kind: 'remove'; readonly file: string }
  /** Makes creations, renames and removals durable. */
  | { readonly kind: 'syncDirectory' };

export interface FileInfo {
  readonly file: string;
  readonly bytes: number;
}

/** How a request ended. `written` says nothing about durability, `synced` does. */
export type DiskOutcome =
  | { readonly kind: 'opened' }
  | { readonly kind: 'listed'; readonly files: readonly FileInfo[] }
  /** May be shorter than asked; empty at the end of the file. The bytes belong to the receiver. */
  | { readonly kind: 'readDone'; readonly bytes: Uint8Array }
  | { readonly kind: 'written' }
  | { readonly kind: 'synced' }
  | { readonly kind: 'failed'; readonly failure: DiskFailure };

export interface DiskFailure {
  /** What the operating system called it: ENOSPC, EIO, EACCES, … or LOCKED. */
  readonly code: string;
  readonly message: string;
}

/** What may be asked of a node's directory: of its files, and of the databases in it. */
export type StorageRequest = DiskRequest | StoreRequest;

export type StorageOutcome = DiskOutcome | StoreOutcome;

/** Takes requests now and calls back, in a later turn, with their outcomes. */
export interface Disk {
  request(request: StorageRequest, then: (outcome: StorageOutcome) => void): void;
}
