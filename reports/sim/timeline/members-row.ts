import type { RecordedMembership, Recording } from '../../../sim/record/recording.ts';
import type { GroupId } from '../../../src/base/ids.ts';
import { type Html, html } from '../../html/html.ts';
import type { NodeNames } from '../node-names.ts';
import { counted, moment } from '../words.ts';
import { placeLabels, zoomClass } from './label-fit.ts';
import type { Row } from './row.ts';
import { label, line } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

/** Changes of a group's members, when the first replica applied them; null when there were none. */
export function membersRow(
  { memberships }: Recording,
  group: GroupId,
  scale: TimeScale,
  names: NodeNames,
): Row | null {
  const changes = memberships
    .filter((change) => change.group === group && scale.shows(change.atMicros))
    .map((change) => ({ change, atMicros: change.atMicros, text: short(change, names) }));
  if (changes.length === 0) {
    return null;
  }
  const texts = placeLabels(scale, changes).map(({ label: { atMicros, text }, zoom }) =>
    label(scale, atMicros, 13, `member-text ${zoomClass(zoom)}`, text),
  );
  return {
    label: 'members',
    words: `${counted(changes.length, 'membership change')} of group ${group}`,
    heightPx: 19,
    drawing: html`${memberLines(memberships, group, scale, names)}${texts}`,
  };
}

/** A line through the lanes for each change of members. */
export function memberLines(
  memberships: readonly RecordedMembership[],
  group: GroupId,
  scale: TimeScale,
  names: NodeNames,
): Html[] {
  return memberships
    .filter((change) => change.group === group && scale.shows(change.atMicros))
    .map((change) =>
      line(
        scale,
        change.atMicros,
        'member',
        `${long(change, names)}, entry ${change.index} of group ${group}, ${moment(change.atMicros)}`,
      ),
    );
}

function short({ added, promoted, removed }: RecordedMembership, names: NodeNames): string {
  return [
    ...added.map((node) => `+${names.of(node)}`),
    ...promoted.map((node) => `${names.of(node)} votes`),
    ...removed.map((node) => `−${names.of(node)}`),
  ].join(' ');
}

function long({ added, promoted, removed }: RecordedMembership, names: NodeNames): string {
  return [
    ...added.map((node) => `${names.of(node)} is added`),
    ...promoted.map((node) => `${names.of(node)} becomes a voter`),
    ...removed.map((node) => `${names.of(node)} is removed for ever`),
  ].join(', ');
}
