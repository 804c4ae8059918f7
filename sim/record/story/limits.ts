/**
 * What a story holds at most; of more, the newest is kept, because a run ends where it breaks. A run of
 * a minute has some hundred thousand rows.
 */
export const STORY_LIMITS = {
  rowsMax: 400_000,
  stateChangesMax: 1_200_000,
  /** Machines that have a name of their own. */
  nodesMax: 64,
  /** Causes of one row, the newest. */
  causesMax: 32,
  /** Messages to one replica that are remembered as lost. */
  lostMax: 3,
  /** Groups whose last moves are told where nothing moves any more. */
  standingsMax: 2,
  /** Entries of two logs that are laid side by side. */
  entriesMax: 8,
} as const;
