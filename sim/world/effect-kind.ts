/** Effects that a crash may come just before or just after. */
export const EFFECT_KINDS = [
  'vote',
  'append',
  'sync',
  'send',
  'reply',
  'apply',
  'snapshotRename',
  'logTruncate',
] as const;

export type EffectKind = (typeof EFFECT_KINDS)[number];
