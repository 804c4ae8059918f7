import { Excluded } from '../foreign/case-counts.ts';

/** Why a transcript is not compared; `docs/conformance.md` tells the same. */
export const EXCLUSIONS = {
  'forget-leader': 'no replica here is told to forget its leader',
  'disable-conf-change-validation': 'every change of members is checked here',
  'removed leader': 'a leader that is removed leads here until a majority knows of it',
  'rejoining member': 'a member that was removed never comes back here',
  'simple demotion': 'a voter is demoted only through a joint configuration here',
  'unknown command': 'no test knows the command',
  'unknown option': 'no test knows the option',
  'other flow': 'what nodes send each other, and when, differs here',
} as const;

export type Exclusion = keyof typeof EXCLUSIONS;

export function excluded(exclusion: Exclusion, detail = ''): Excluded {
  const reason = EXCLUSIONS[exclusion];
  return new Excluded(detail === '' ? reason : `${reason}: ${detail}`);
}
