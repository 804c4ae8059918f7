import { type ErrorCode, RaftLabError } from '../../src/base/errors.ts';
import { NO_INDEX, type NodeId } from '../../src/base/ids.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { FaultCounts } from '../world/counters.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { diskExcuse } from './disk-excuse.ts';
import type { ForgottenEntries } from './forgotten-entries.ts';
import type { MembershipHistory } from './membership-history.ts';
import { Violation } from './violation.ts';

/**
 * No node and no replica stops by itself, but one that its group has removed, or whose disk was
 * emptied: that one must, with an error that says so. (A power cut takes back only what was not
 * promised, so it is no excuse, but where the sync mode lets it take back more.) A disk that failed or was damaged is a reason too, for an error that
 * names it.
 */
export class EngineFailures implements Observer {
  readonly #faults: FaultCounts;
  readonly #membership: MembershipHistory;
  readonly #forgotten: ForgottenEntries | null;
  readonly #removedBefore = new Set<NodeId>();
  readonly #startRefusals = new Map<NodeId, ErrorCode>();
  /** Why nodes and replicas stopped that may stop, in words. */
  readonly excuses: string[] = [];

  readonly #lost = new Set<NodeId>();
  /** Null while nobody was given another list of members than the others. */
  #saidDiffering: Set<NodeId> | null = null;

  /**
   * @param membership - what replicas have applied: who was removed from which group.
   * @param forgotten - what power cuts took back, where the sync mode lets them
   */
  constructor(
    faults: FaultCounts,
    membership: MembershipHistory,
    forgotten: ForgottenEntries | null = null,
  ) {
    this.#faults = faults;
    this.#membership = membership;
    this.#forgotten = forgotten;
  }

  /** Whether a replica stopped, as it must, because it was found to have forgotten what it had acknowledged. */
  hasForgotten(host: SimHost, notice: Notice): boolean {
    if (notice.kind !== 'replicaQuarantined' || codeOf(notice.error) !== 'LOG_LOST') {
      return false;
    }
    const { group } = notice;
    const { lastIndex } = host.node?.replicas.get(group)?.raft.state.log ?? { lastIndex: NO_INDEX };
    return this.#forgotten?.hasBehind(host.id, group, lastIndex) === true;
  }

  /** `node` was removed and is being started again all the same. */
  expectRefusal(node: NodeId): void {
    this.#removedBefore.add(node);
  }

  /** The disk of `node`, a voter, was emptied, and it is being started again all the same. */
  expectDataLoss(node: NodeId): void {
    this.#lost.add(node);
  }

  /** `node` is started with what its directory contradicts: it must refuse with `code`. */
  expectStartRefusal(node: NodeId, code: ErrorCode): void {
    this.#startRefusals.set(node, code);
  }

  /** From now on nodes may find that a group was begun with different lists of members. */
  expectDifferingLists(): void {
    this.#saidDiffering ??= new Set();
  }

  /** Whether `node` has found that. */
  hasSaidDiffering(node: NodeId): boolean {
    return this.#saidDiffering?.has(node) === true;
  }

  /** Whether `node` has not refused yet, as it must. */
  awaitsRefusal(node: NodeId): boolean {
    return this.#startRefusals.has(node);
  }

  noticed(host: SimHost, notice: Notice): void {
    switch (notice.kind) {
      case 'nodeFailed':
        if (this.#isExpectedRefusal(host, notice.error)) {
          this.#startRefusals.delete(host.id);
          return;
        }
        this.#expectExcuse(host, notice.error, 'the node stopped');
        return;
      case 'replicaQuarantined':
        if (isAboutLists(notice.error)) {
          this.#noteDiffering(host, notice.error);
        } else if (this.hasForgotten(host, notice)) {
          this.excuses.push(
            `node ${host.ordinal} stopped group ${notice.group}: ${notice.error.message}`,
          );
        } else if (!(this.#lost.has(host.id) && isDataLoss(notice.error))) {
          this.#expectExcuse(host, notice.error, `the replica of group ${notice.group} stopped`);
        }
        return;
      case 'strangerMet':
        this.#noteDiffering(host, notice.error);
        return;
      case 'replicaRemoved':
        this.#noteRemoved(host, notice);
        return;
      default:
        return;
    }
  }

  #noteDiffering(host: SimHost, error: Error): void {
    if (this.#saidDiffering === null) {
      throw failure(host, error, 'a node was taken for another group’s');
    }
    this.#saidDiffering.add(host.id);
  }

  #isExpectedRefusal(host: SimHost, error: Error): boolean {
    return error instanceof RaftLabError && error.code === this.#startRefusals.get(host.id);
  }

  #expectExcuse(host: SimHost, error: Error, what: string): void {
    const excuse = diskExcuse(host, error);
    if (excuse === null) {
      throw failure(host, error, what);
    }
    this.excuses.push(excuse);
  }

  #noteRemoved(host: SimHost, { group, error }: Extract<Notice, { kind: 'replicaRemoved' }>): void {
    if (error.code !== 'NODE_REMOVED') {
      throw failure(host, error, 'a removed node was told something else');
    }
    if (!this.#membership.latest(group).removed.includes(host.id)) {
      throw failure(host, error, `no replica of group ${group} has applied a removal of this node`);
    }
    if (this.#removedBefore.delete(host.id)) {
      this.#faults.rejoinRefused++;
    }
  }
}

function isAboutLists(error: Error): boolean {
  return codeOf(error) === 'INITIAL_MEMBERS_DIFFER';
}

function isDataLoss(error: Error): boolean {
  return codeOf(error) === 'DATA_LOST';
}

function codeOf(error: Error): ErrorCode | null {
  return error instanceof RaftLabError ? error.code : null;
}

function failure(host: SimHost, error: Error, what: string): Violation {
  const detail = error instanceof RaftLabError ? `${error.code}: ${error.message}` : error.stack;
  return new Violation('engine', 'crash', `${what}: ${detail ?? error.message}`, { node: host.id });
}
