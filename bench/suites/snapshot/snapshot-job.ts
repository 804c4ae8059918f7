import type { SnapshotCodec, Workload } from '../../options/bench-options.ts';

export type SnapshotOperation = 'save' | 'stream' | 'install';

/** What a process of its own is asked to do. Files are named as a node names them. */
export type SnapshotJob = {
  readonly codec: SnapshotCodec;
  readonly records: number;
  readonly workload: Workload;
} & (
  | { readonly kind: 'save'; readonly directory: string }
  | { readonly kind: 'receive'; readonly directory: string; readonly addresses: StreamAddresses }
  | { readonly kind: 'send'; readonly directory: string; readonly addresses: StreamAddresses }
  | { readonly kind: 'install'; readonly directory: string }
);

/** Where sender and receiver listen: peers answer on connections of their own. */
export interface StreamAddresses {
  readonly sender: string;
  readonly receiver: string;
}

/** What the process reports, in this order. */
export type SnapshotReport =
  /** It waits for any message to begin; from here on its memory counts. */
  | { readonly kind: 'prepared' }
  /** Up to here. `rssAnonBytes` is what it has now. */
  | {
      readonly kind: 'done';
      readonly seconds: number;
      readonly bytes: number;
      readonly rssAnonBytes: number;
    }
  /** What was done was found to be right. */
  | { readonly kind: 'checked' }
  | { readonly kind: 'failed'; readonly message: string };
