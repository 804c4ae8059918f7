/**
 * What nodes say to each other, as a number that only grows. Version 1 is the first release; version
 * 2 adds the messages that `message-fields.ts` counts from `FIRST_KIND_OF_VERSION_2` on.
 */
export type ProtocolVersion = 1 | 2;

export const PROTOCOL_OLDEST: ProtocolVersion = 1;
export const PROTOCOL_NEWEST: ProtocolVersion = 2;

/** The versions that one side speaks: all from `version` through `newest`. */
export interface SpokenVersions {
  readonly version: number;
  readonly newest: number;
}

/** The versions of this build, bounded by what its operator allows. */
export function spokenVersions(versionMax: ProtocolVersion): SpokenVersions {
  return { version: PROTOCOL_OLDEST, newest: versionMax };
}

/** The newest version that both sides speak; null when there is none. */
export function agreedVersion(
  theirs: SpokenVersions,
  ours: SpokenVersions,
): ProtocolVersion | null {
  const newest = Math.min(theirs.newest, ours.newest);
  return newest < Math.max(theirs.version, ours.version) ? null : (newest as ProtocolVersion);
}

/** As people read it: "version 1", "versions 1 to 2". */
export function describeVersions({ version, newest }: SpokenVersions): string {
  return version === newest ? `version ${version}` : `versions ${version} to ${newest}`;
}
