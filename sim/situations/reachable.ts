import type { SimConfig } from '../config/sim-config.ts';
import { CELLS, type Situation, situationOf } from './dimensions.ts';

/** Situations that no run can show, and why. */
interface Rule {
  readonly words: string;
  readonly covers: (situation: Situation) => boolean;
}

/** What can never be, whatever is drawn: the way the engine is made excludes it. */
export const IMPOSSIBLE: readonly Rule[] = [
  {
    words: 'a learner is itself what keeps the members from being stable',
    covers: ({ role, configuration }) => role === 'learner' && configuration === 'stable',
  },
  {
    words: 'who replaces its log by a snapshot neither campaigns nor leads',
    covers: ({ role, snapshot }) => snapshot === 'installing' && CAMPAIGNS.has(role),
  },
  {
    words: 'who begins to campaign has had a tick since it led, and that ends what it was sending',
    covers: ({ role, snapshot }) => role === 'preCandidate' && snapshot === 'sending',
  },
  {
    words: 'a witness never leads, so that it has no snapshot to send',
    covers: ({ role, snapshot }) => role === 'witness' && snapshot === 'sending',
  },
  {
    words: 'while a snapshot is being installed nothing behind it can contradict anybody',
    covers: ({ snapshot, relation }) =>
      snapshot === 'installing' && relation.endsWith('Conflicting'),
  },
];

const CAMPAIGNS: ReadonlySet<Situation['role']> = new Set(['preCandidate', 'candidate', 'leader']);

/** What a configuration must have drawn for some situations to come up. */
export const INGREDIENTS = [
  'members',
  'joint',
  'preVote',
  'core',
  'clock',
  'disk',
  'link',
] as const;
export type Ingredient = (typeof INGREDIENTS)[number];

const NEEDS: Readonly<Record<Ingredient, Rule>> = {
  members: {
    words: 'nobody changes members in these runs',
    covers: ({ role, configuration }) =>
      role === 'learner' || role === 'outsider' || configuration !== 'stable',
  },
  joint: {
    words: 'nobody changes several members in one step, or adds witnesses, in these runs',
    covers: ({ role, configuration }) =>
      role === 'witness' || configuration === 'joint' || configuration === 'leaving',
  },
  preVote: {
    words: 'PreVote is off in these runs',
    covers: ({ role }) => role === 'preCandidate',
  },
  core: {
    words: 'nothing is cut, paused or ended in these runs',
    covers: ({ fault }) => STOPPING.has(fault),
  },
  clock: {
    words: 'no clock is set or changes its rate in these runs',
    covers: ({ fault }) => fault === 'clock',
  },
  disk: {
    words: 'no disk stalls or fails in these runs',
    covers: ({ fault }) => fault === 'disk',
  },
  link: {
    words: 'no link is held back in these runs',
    covers: ({ fault }) => fault === 'link',
  },
};

const STOPPING: ReadonlySet<Situation['fault']> = new Set([
  'partition',
  'pause',
  'outage',
  'recovery',
]);

/** What a run of this configuration can show. A story may do anything: it has all of it. */
export function ingredientsOf(config: SimConfig, isStory: boolean): ReadonlySet<Ingredient> {
  const { faults, diskFaults, disk, tuning, asks } = config;
  const { damageMicros, fullMicros, wipeMicros, syncError } = diskFaults;
  const has: Readonly<Record<Ingredient, boolean>> = {
    members:
      faults.membershipMicros + faults.memberStormMicros + damageMicros + fullMicros + wipeMicros >
      0,
    joint: faults.memberStormMicros > 0,
    preVote: tuning.preVote,
    core: asks === 'everything' || faults.crashMicros + faults.pauseMicros > 0,
    clock: faults.clockJumpMicros > 0 || (faults.clockSkewMicros > 0 && faults.driftPpmMax > 0),
    disk: disk.stall > 0 || syncError > 0 || fullMicros > 0 || damageMicros > 0,
    link:
      faults.clogMicros + faults.spikeMicros + faults.swizzleMicros + faults.clientCutMicros > 0,
  };
  return new Set(INGREDIENTS.filter((ingredient) => isStory || has[ingredient]));
}

/** Why runs with these ingredients cannot show the situation; null when they can. */
export function obstacle(
  situation: Situation,
  ingredients: ReadonlySet<Ingredient>,
): string | null {
  const rule =
    IMPOSSIBLE.find(({ covers }) => covers(situation)) ??
    INGREDIENTS.filter((ingredient) => !ingredients.has(ingredient))
      .map((ingredient) => NEEDS[ingredient])
      .find(({ covers }) => covers(situation));
  return rule?.words ?? null;
}

/** Every cell that runs with these ingredients can show, as far as anybody knows. */
export function reachableCells(ingredients: ReadonlySet<Ingredient>): number[] {
  return Array.from({ length: CELLS }, (_, cell) => cell).filter(
    (cell) => obstacle(situationOf(cell), ingredients) === null,
  );
}
