import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { RaftNode } from '../../src/engine/node.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { PerReplica } from '../oracles/replica-view.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';

interface Promised {
  term: Term;
  /** Whom it voted for in the highest term in which it voted. */
  vote: { readonly term: Term; readonly candidate: NodeId } | null;
}

/** What replicas have said to others, and the content that replicas had at each index. */
export class Promises implements Observer {
  readonly #promised = new PerReplica<Promised>();
  readonly #digests = new Map<GroupId, Map<LogIndex, number>>();

  sent(host: SimHost, { group, message }: PeerMessage): void {
    const isVote = message.kind === 'voteResponse' && message.granted;
    const isAcknowledgement = message.kind === 'appendResponse' && !message.rejected;
    if (!isVote && !isAcknowledgement) {
      return;
    }
    const promised = this.#promised.get(host.id, group) ?? { term: 0 as Term, vote: null };
    promised.term = Math.max(promised.term, message.term) as Term;
    if (isVote && (promised.vote === null || message.term >= promised.vote.term)) {
      promised.vote = { term: message.term, candidate: message.to };
    }
    this.#promised.set(host.id, group, promised);
  }

  afterTurn(host: SimHost): void {
    for (const { group, machine } of host.node?.replicas.values() ?? []) {
      const digests = this.#digests.get(group) ?? new Map<LogIndex, number>();
      this.#digests.set(group, digests);
      if (machine.digest !== null) {
        digests.set(machine.appliedIndex, machine.digest.value);
      }
    }
  }

  /** What of the promises of `host` a node that was started in its place does not know any more. */
  broken(host: SimHost, started: RaftNode): string | null {
    for (const before of host.node?.replicas.values() ?? []) {
      const after = started.replicas.get(before.group);
      const what =
        after === undefined
          ? 'is not there'
          : (this.#forgotten(host, after) ?? lost(before, after) ?? this.#otherState(after));
      if (what !== null) {
        return `group ${before.group} ${what}`;
      }
    }
    return null;
  }

  #forgotten(host: SimHost, after: Replica): string | null {
    const promised = this.#promised.get(host.id, after.group);
    const { term, vote } = after.raft.state;
    if (promised === undefined) {
      return null;
    }
    if (term < promised.term) {
      return `is in term ${term}, but has answered from term ${promised.term}`;
    }
    if (promised.vote?.term === term && vote !== promised.vote.candidate) {
      return `has forgotten its vote for ${promised.vote.candidate} in term ${term}`;
    }
    return null;
  }

  /** Complete, and of one time: whatever was applied elsewhere up to the same index. */
  #otherState({ group, machine }: Replica): string | null {
    const known = this.#digests.get(group)?.get(machine.appliedIndex);
    const differs = known !== undefined && machine.digest?.value !== known;
    return differs ? `has another state at index ${machine.appliedIndex} than before` : null;
  }
}

/** Entries and snapshots that the replica took for durable, and acted upon. */
function lost(before: Replica, after: Replica): string | null {
  const { log } = before.raft.state;
  const recovered = after.raft.state.log;
  if (after.snapshot.position.index < before.snapshot.position.index) {
    return `is without its snapshot at ${before.snapshot.position.index}`;
  }
  for (let index = log.firstIndex; index <= log.durableIndex; index++) {
    const term = log.termAt(index);
    const covered = index <= recovered.compacted.index;
    if (!covered && recovered.termAt(index) !== term) {
      return `is without its durable entry ${index} of term ${term}`;
    }
  }
  return null;
}
