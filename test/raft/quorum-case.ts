import type { NodeId } from '../../src/base/ids.ts';
import { type Configuration, EMPTY_CONFIGURATION } from '../../src/raft/configuration.ts';
import {
  majorityReached,
  majorityVote,
  quorumReached,
  quorumVote,
  type VoteOutcome,
} from '../../src/raft/quorum.ts';
import { node } from '../branded.ts';

export const QUORUM_CASES = 'quorum/cases.json';

/** A published case; see `../shared/data/quorum/README.md`. */
export interface QuorumCase {
  readonly file: string;
  readonly line: number;
  readonly cmd: 'committed' | 'vote';
  readonly incoming: readonly number[];
  /** Null for a test of one majority; empty for one that is joint with nobody. */
  readonly outgoing: readonly number[] | null;
  readonly acked: Readonly<Record<string, number | boolean>>;
  readonly expected: number | string;
  readonly directive: string;
}

/** What a voter has acknowledged. */
export type Reached = (voter: NodeId) => number;

export function reachedOf({ acked }: QuorumCase): Reached {
  return (voter) => Number(acked[voter] ?? 0);
}

/** The index that is committed; Infinity where nobody has to be asked. */
export function commitIndex(
  { incoming, outgoing }: Pick<QuorumCase, 'incoming' | 'outgoing'>,
  reached: Reached,
): number {
  return outgoing === null
    ? majorityReached(voters(incoming), reached)
    : quorumReached(configuration(incoming, outgoing), reached);
}

export function outcomeOf({ incoming, outgoing, acked }: QuorumCase): VoteOutcome {
  const votes = new Map(
    Object.entries(acked).map(([id, vote]) => [node(Number(id)), vote === true]),
  );
  return outgoing === null
    ? majorityVote(voters(incoming), votes)
    : quorumVote(configuration(incoming, outgoing), votes);
}

/** Lists of a configuration name nobody twice; the published ones may. */
function voters(ids: readonly number[]): NodeId[] {
  return [...new Set(ids)].sort((a, b) => a - b).map(node);
}

function configuration(incoming: readonly number[], outgoing: readonly number[]): Configuration {
  return { ...EMPTY_CONFIGURATION, voters: voters(incoming), outgoing: voters(outgoing) };
}
