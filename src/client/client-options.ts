import type { NodeId } from '../base/ids.ts';

/** What a client is told once. */
export interface ClientOptions {
  /** Nodes to try while the leader is not known. */
  readonly nodes: readonly NodeId[];
  /** Register sessions, and repeat writes whose outcome is open. */
  readonly sessions: boolean;
  /** An attempt without an answer is given up after this long. */
  readonly attemptMicros: number;
  /** An operation without an outcome is given up after this long. */
  readonly deadlineMicros: number;
  /** Pause before an attempt that had no better idea. */
  readonly backoffMicros: number;
}

/**
 * Sends a request frame to a node; false when it certainly was not sent. The frame's bytes are those
 * of the next one after the call.
 */
export type SendFrame = (node: NodeId, frame: Uint8Array) => boolean;
