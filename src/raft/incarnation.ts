import type { Term } from '../base/ids.ts';

/**
 * Terms of one life of a group. A group that was restored from a snapshot after it had lost its quorum
 * goes on in terms that no member of its earlier life can have reached, so that what those members
 * know is told apart from what was decided since (raft.md item 55).
 */
const TERMS_PER_INCARNATION = 2 ** 32;

/** How often the group was restored before `term`. */
export function incarnationOf(term: Term): number {
  return Math.floor(term / TERMS_PER_INCARNATION);
}

/** Whether `term` is that of a restored snapshot itself: no leader of the new life has it. */
export function isRestoring(term: Term): boolean {
  return term > 0 && term % TERMS_PER_INCARNATION === 0;
}

/** The first term after a group that was in `term` is restored. */
export function termAfterRestoring(term: Term): Term {
  return ((incarnationOf(term) + 1) * TERMS_PER_INCARNATION) as Term;
}
