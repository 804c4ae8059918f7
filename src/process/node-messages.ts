import type { EngineCounts } from '../engine/engine-counts.ts';
import type { DroppedFrames } from '../engine/peers.ts';
import type { HostStatistics } from '../io/host.ts';

/** What a node process tells whoever started it, when there is a channel to do so. */
export type NodeReport =
  | { readonly kind: 'ready' }
  /** Every group has removed this node; the process ends. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'snapshot';
      readonly action: 'saved' | 'installed';
      readonly group: number;
      readonly bytes: number;
      readonly micros: number;
    }
  | {
      readonly kind: 'transfer';
      readonly group: number;
      readonly what: 'resumed' | 'throttled' | 'queued';
    }
  | {
      readonly kind: 'leader';
      readonly group: number;
      readonly term: number;
      readonly leader: number;
    }
  | (HostStatistics &
      EngineCounts & {
        readonly kind: 'statistics';
        /** Times the log was synced since the start. */
        readonly syncs: number;
        readonly droppedFrames: DroppedFrames;
        readonly cpuMicros: number;
        readonly residentBytes: number;
      });

/** What whoever started a node process may ask it. */
export type NodeQuestion = { readonly kind: 'statistics' };
