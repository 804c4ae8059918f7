import type { Recording } from '../../../sim/record/recording.ts';
import type { GroupId } from '../../../src/base/ids.ts';
import { type Html, html } from '../../html/html.ts';
import type { NodeNames } from '../node-names.ts';
import { counted, moment } from '../words.ts';
import { axisRow } from './axis-row.ts';
import { faultRows } from './fault-rows.ts';
import { laneRow } from './lane.ts';
import { leaderRow } from './leader-row.ts';
import { memberLines, membersRow } from './members-row.ts';
import { operationsRow } from './operations-row.ts';
import { reignsOf } from './reigns.ts';
import { type Row, renderRow } from './row.ts';
import { glyph, line } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

/** Groups that are unfolded when a page opens. */
const OPEN_MAX = 3;

/** What is known of a violation's place in the picture. */
export interface BrokenAt {
  readonly atMicros: number;
  readonly node: number | null;
  readonly group: number | null;
  /** A few words, for whoever points at it. */
  readonly title: string;
}

export interface TimelineSource {
  readonly recording: Recording;
  readonly names: NodeNames;
  readonly broken: BrokenAt | null;
}

/** The run at a glance: what clients saw, who led, what struck. */
export function overview({ recording, names, broken }: TimelineSource, scale: TimeScale): Html {
  const rows = [
    axisRow(scale),
    operationsRow(recording, scale),
    ...recording.groups.map((group) => leaderRow(recording, group, scale, names)),
    ...faultRows(recording, scale, names),
  ];
  return html`<div class="lane-set">${rows.map((row) => withMoments(row, recording, broken, scale))}</div>`;
}

/** The lanes of one group: every node that ever had a replica of it. */
export function groupLanes(source: TimelineSource, group: GroupId, scale: TimeScale): Html {
  const { recording, names, broken } = source;
  const replicas = recording.replicas.filter((replica) => replica.group === group);
  const indexMax = Math.max(
    1,
    ...replicas.flatMap(({ progress }) => progress.map(({ commitIndex }) => commitIndex)),
  );
  const members = membersRow(recording, group, scale, names);
  const lanes = replicas.flatMap((replica) => {
    const node = recording.nodes.find((each) => each.node === replica.node);
    if (node === undefined || !replica.roles.some((span) => scale.overlaps(span))) {
      return [];
    }
    const row = laneRow({ recording, names, indexMax }, node, replica, scale);
    const changes = memberLines(recording.memberships, group, scale, names);
    const isBroken = broken?.node === replica.node && (broken.group ?? group) === group;
    const mark = isBroken && glyph(scale, broken.atMicros, 14, 'broken', broken.title);
    return [{ ...row, drawing: [row.drawing, changes, mark] }];
  });
  const rows = [axisRow(scale), ...(members === null ? [] : [members]), ...lanes];
  const isOpen = recording.groups.length <= OPEN_MAX || broken?.group === group;
  const elections = new Set(reignsOf(replicas).map(({ term }) => term)).size;
  return html`<details class="lane-set"${isOpen && html` open`}><summary><b>Group ${group}</b> · ${counted(elections, 'election')} · ${counted(indexMax, 'entry committed', 'entries committed')}</summary>
${rows.map((row) => withMoments(row, recording, broken, scale))}</details>`;
}

/** What concerns everybody goes through all rows. */
function withMoments(
  row: Row,
  { healedMicros }: Recording,
  broken: BrokenAt | null,
  scale: TimeScale,
): Html {
  const healed =
    healedMicros !== null &&
    scale.shows(healedMicros) &&
    line(scale, healedMicros, 'healed', `every fault is mended at ${moment(healedMicros)}`);
  const breaking =
    broken !== null &&
    scale.shows(broken.atMicros) &&
    line(scale, broken.atMicros, 'breaking', broken.title);
  return renderRow({ ...row, drawing: [healed, row.drawing, breaking] });
}
