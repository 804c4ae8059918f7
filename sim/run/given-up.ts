import { isQuorum } from '../oracles/majority.ts';
import type { Simulation } from './simulation.ts';

/** What the sync modes `none` and `interval` took from a run. */
export interface GivenUp {
  readonly powerCuts: number;
  /** Replicas that forgot something that they had written and not synced, and how many entries. */
  readonly replicas: number;
  readonly entries: number;
  /** Replicas that stopped because they were found to have forgotten. */
  readonly stopped: number;
  /** From when on what was committed was gone, in words; null as long as it is all there. */
  readonly lost: string | null;
  /** Why nobody had to agree or to serve in the end, in words; null where all had to. */
  readonly unasked: string | null;
}

/** Null where the sync mode lets a power cut take nothing that was acknowledged. */
export function givenUp({ lost, forgotten, failures, unasked }: Simulation): GivenUp | null {
  if (forgotten === null) {
    return null;
  }
  const { powerCuts, replicas, entries } = forgotten;
  const stopped = failures.excuses.length;
  return { powerCuts, replicas, entries, stopped, lost: lost?.sentence ?? null, unasked };
}

/**
 * Why nobody need work in the end, in words: what was committed is lost, or a group has no quorum of
 * voters that did not stop because they forgot what they had acknowledged. Null where all must.
 */
export function whyGivenUp({ lost, cluster }: Simulation): string | null {
  if (lost === null || lost.sentence !== null) {
    return lost?.sentence ?? null;
  }
  for (const group of cluster.groups) {
    const isThere = (voter: Parameters<typeof cluster.world.hosts.get>[0]) =>
      cluster.world.hosts.get(voter)?.node?.replicas.get(group)?.status !== 'quarantined';
    if (!isQuorum(cluster.membership.latest(group), isThere)) {
      return `too many voters of group ${group} have stopped, because they forgot what they had acknowledged`;
    }
  }
  return null;
}
