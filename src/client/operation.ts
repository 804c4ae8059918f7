import { RaftLabError } from '../base/errors.ts';
import type { GroupId, LogIndex, NodeId, SessionId } from '../base/ids.ts';
import type { Freshness, OperatorIntent } from '../codec/client/request.ts';
import type {
  BoundedSight,
  GroupStatus,
  LogExcerpt,
  RefusalCode,
  UnknownOutcomeCause,
} from '../codec/client/response.ts';
import type { CommandKind } from '../kv/command.ts';
import type { CommandResult } from '../kv/result.ts';

/**
 * Why nobody knows how an operation ended: a node said so, its deadline passed, the connection with
 * the node that was asked broke, or the session that would tell is gone or had to make room.
 */
export type UnknownCause = UnknownOutcomeCause | 'disconnected' | 'sessionLost' | 'sessionEvicted';

/** How an operation ended, as its caller sees it. */
export type Outcome =
  | { readonly kind: 'written'; readonly result: CommandResult }
  | {
      readonly kind: 'read';
      readonly found: boolean;
      readonly revision: number;
      /** Shares memory with the response. */
      readonly value: Uint8Array;
    }
  /** A bounded read, with its age; the value shares memory with the response. */
  | ({ readonly kind: 'staleRead' } & BoundedSight)
  | { readonly kind: 'status'; readonly status: GroupStatus }
  | { readonly kind: 'done' }
  /** Entries of a log; their records share memory with the response. */
  | ({ readonly kind: 'log' } & LogExcerpt)
  /** It certainly had no effect. */
  | { readonly kind: 'failed'; readonly code: RefusalCode | 'timeout'; readonly reason: string }
  /** It may have had its effect, or may have it yet. */
  | { readonly kind: 'unknown'; readonly cause: UnknownCause };

const WHY_UNKNOWN: Readonly<Record<UnknownCause, string>> = {
  timeout: 'no answer came in time',
  terminated: 'the node that was asked stopped',
  leaderLost: 'the leader changed before the request was committed',
  disconnected: 'the connection with the node that was asked broke',
  sessionLost: 'the session that would tell is gone',
  sessionEvicted: 'the session that would tell had to make room for others',
};

/** How an operation ended that did what was asked, or found something else there. */
export type Success = Exclude<Outcome, { readonly kind: 'failed' | 'unknown' }>;

/**
 * The outcome, for callers that would rather not look at its kind.
 *
 * @throws RaftLabError UNKNOWN_OUTCOME when nobody knows whether it took effect; TIMEOUT when it
 * certainly did not, for want of an answer; REQUEST_REFUSED when a node refused it.
 */
export function successOf(outcome: Outcome): Success {
  switch (outcome.kind) {
    case 'unknown':
      throw new RaftLabError(
        'UNKNOWN_OUTCOME',
        `${outcome.cause}: ${WHY_UNKNOWN[outcome.cause]}; the request may have taken effect, or may ` +
          'yet; read before you repeat it',
      );
    case 'failed': {
      const code = outcome.code === 'timeout' ? 'TIMEOUT' : 'REQUEST_REFUSED';
      throw new RaftLabError(code, `${outcome.code}: ${outcome.reason}`);
    }
    default:
      return outcome;
  }
}

/** As if the read happened at one moment between question and answer. */
export const LINEARIZABLE: Freshness = { consistency: 'linearizable' };

/** What a caller wants done. */
export type Intent =
  | {
      readonly kind: 'write';
      readonly command: Exclude<CommandKind, 'registerSession' | 'endSession'>;
      readonly key: Uint8Array;
      readonly value: Uint8Array;
      readonly expected: Uint8Array | null;
      /** Called at most once, before the outcome, when a node says that the command is committed. */
      readonly onCommitted?: (index: LogIndex) => void;
    }
  | { readonly kind: 'register' }
  /** Ends this client's session of the group, if it has one; a later write opens another. */
  | { readonly kind: 'unregister' }
  | { readonly kind: 'read'; readonly key: Uint8Array; readonly freshness: Freshness }
  | { readonly kind: 'operator'; readonly request: OperatorIntent };

/** An operation under way. */
export interface Operation {
  readonly requestId: number;
  readonly group: GroupId;
  readonly intent: Intent;
  readonly deadlineMicros: number;
  readonly done: (outcome: Outcome) => void;
  /** Ask this node, whoever leads; 0 for the leader. */
  readonly pinned: NodeId;
  /** The session it belongs to, and its position there; 0 while it has none. */
  session: SessionId;
  sequence: number;
  /** Node that was asked last; 0 while it waits to be sent. */
  askedNode: NodeId;
  askedMicros: number;
  /** Another redirect is not followed at once before then. */
  redirectMicros: number;
  /** Not to be sent before then. */
  retryMicros: number;
  /** Why the last node that refused would not, in words; null while none has. */
  lastRefusal: string | null;
  /** An attempt may have had its effect although no answer came. */
  isAmbiguous: boolean;
  /** Its caller heard that it is committed. */
  isCommitted: boolean;
}
