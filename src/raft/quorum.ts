import type { NodeId } from '../base/ids.ts';
import type { Configuration } from './configuration.ts';

/** How a vote stands: decided for, decided against, or still open. */
export type VoteOutcome = 'won' | 'lost' | 'pending';

/** Voters needed for a majority of `voterCount`. */
export function majorityOf(voterCount: number): number {
  return Math.floor(voterCount / 2) + 1;
}

/**
 * The largest number that a majority of `voters` has reached; Infinity when there are no voters, so
 * that the other half of a joint configuration decides.
 *
 * @param reached - what one voter has reached; 0 when nothing is known of it.
 * @see Raft §5.3; for indexes the caller also checks the term, §5.4.2
 */
export function majorityReached(
  voters: readonly NodeId[],
  reached: (voter: NodeId) => number,
): number {
  if (voters.length === 0) {
    return Number.POSITIVE_INFINITY;
  }
  const sorted: number[] = [];
  for (const voter of voters) {
    insertSorted(sorted, reached(voter));
  }
  return sorted[sorted.length - majorityOf(sorted.length)] as number;
}

/** The largest number that both halves of the configuration have reached. */
export function quorumReached(
  configuration: Configuration,
  reached: (voter: NodeId) => number,
): number {
  const incoming = majorityReached(configuration.voters, reached);
  if (configuration.outgoing.length === 0) {
    return incoming;
  }
  return Math.min(incoming, majorityReached(configuration.outgoing, reached));
}

/** The outcome among `voters`; a voter without a vote may still give one. */
export function majorityVote(
  voters: readonly NodeId[],
  votes: ReadonlyMap<NodeId, boolean>,
): VoteOutcome {
  if (voters.length === 0) {
    return 'won';
  }
  let granted = 0;
  let missing = 0;
  for (const voter of voters) {
    const vote = votes.get(voter);
    granted += vote === true ? 1 : 0;
    missing += vote === undefined ? 1 : 0;
  }
  const needed = majorityOf(voters.length);
  if (granted >= needed) {
    return 'won';
  }
  return granted + missing >= needed ? 'pending' : 'lost';
}

/** The outcome in both halves of the configuration. */
export function quorumVote(
  configuration: Configuration,
  votes: ReadonlyMap<NodeId, boolean>,
): VoteOutcome {
  const incoming = majorityVote(configuration.voters, votes);
  const outgoing = majorityVote(configuration.outgoing, votes);
  if (incoming === outgoing) {
    return incoming;
  }
  return incoming === 'lost' || outgoing === 'lost' ? 'lost' : 'pending';
}

function insertSorted(sorted: number[], value: number): void {
  let at = sorted.length;
  while (at > 0 && (sorted[at - 1] as number) > value) {
    sorted[at] = sorted[at - 1] as number;
    at--;
  }
  sorted[at] = value;
}
