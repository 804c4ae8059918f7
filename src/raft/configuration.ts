import type { NodeId } from '../base/ids.ts';

/**
 * Who takes part in a group, as consensus sees it (thesis §4).
 *
 * While `outgoing` is not empty the configuration is joint: every decision needs a majority of
 * `voters` and a majority of `outgoing`. All lists are sorted and without duplicates.
 */
export interface Configuration {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  /** Also those that still vote in `outgoing`, and become learners when the joint one is left. */
  readonly learners: readonly NodeId[];
  /** Voters, of either half, that never lead. */
  readonly witnesses: readonly NodeId[];
}

/** Nobody: a replica that waits to be told about its group. */
export const EMPTY_CONFIGURATION: Configuration = Object.freeze({
  voters: [],
  outgoing: [],
  learners: [],
  witnesses: [],
});

/** Whether `node` votes, in either half of a joint configuration. */
export function isVoter(configuration: Configuration, node: NodeId): boolean {
  return configuration.voters.includes(node) || configuration.outgoing.includes(node);
}

export function isLearner(configuration: Configuration, node: NodeId): boolean {
  return configuration.learners.includes(node) && !isVoter(configuration, node);
}

/** Whether `node` only votes: it must neither campaign nor be handed leadership. */
export function isWitness(configuration: Configuration, node: NodeId): boolean {
  return configuration.witnesses.includes(node);
}

/** Whether `node` may lead. */
export function isElectable(configuration: Configuration, node: NodeId): boolean {
  return isVoter(configuration, node) && !isWitness(configuration, node);
}

/** Whether `node` may lead, also when a joint configuration has been left. */
export function staysElectable(configuration: Configuration, node: NodeId): boolean {
  return configuration.voters.includes(node) && !isWitness(configuration, node);
}

export function isMember(configuration: Configuration, node: NodeId): boolean {
  return isVoter(configuration, node) || configuration.learners.includes(node);
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** What `membersOf` has found out: it is asked again and again. */
const membersKnown = new WeakMap<Configuration, readonly NodeId[]>();

/** Every member once, voters first. */
export function membersOf(configuration: Configuration): readonly NodeId[] {
  let members = membersKnown.get(configuration);
  if (members === undefined) {
    const { voters, outgoing, learners } = configuration;
    members = [...new Set([...voters, ...outgoing, ...learners])];
    membersKnown.set(configuration, members);
  }
  return members;
}
