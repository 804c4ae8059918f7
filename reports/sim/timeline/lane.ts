import type {
  RecordedNode,
  RecordedReplica,
  Recording,
  ReplicaRole,
  RoleSpan,
} from '../../../sim/record/recording.ts';
import type { GroupId } from '../../../src/base/ids.ts';
import { type Html, html } from '../../html/html.ts';
import type { NodeNames } from '../node-names.ts';
import { counted, spanWords } from '../words.ts';
import { gridLines } from './axis-row.ts';
import { linkStrips, partitionBands, sideLabels, stateBands, stateLabels } from './bands.ts';
import { placeWithin, zoomClass } from './label-fit.ts';
import { BASELINE, LANE } from './lane-geometry.ts';
import { crashGlyphs, replicaGlyphs } from './lane-glyphs.ts';
import { progressCurve } from './progress-curve.ts';
import type { Row } from './row.ts';
import { bar, barLabel, label } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

/** The taller, the more a role acts: who leads stands out. */
export const ROLE_PX: Readonly<Record<ReplicaRole, number>> = {
  leader: 22,
  candidate: 17,
  preCandidate: 12,
  learner: 8,
  witness: 8,
  follower: 8,
  waiting: 3,
  removed: 3,
  quarantined: 22,
};

export const ROLE_NAMES: Readonly<Record<ReplicaRole, string>> = {
  leader: 'leader',
  candidate: 'candidate',
  preCandidate: 'pre-candidate',
  learner: 'learner',
  witness: 'witness',
  follower: 'follower',
  waiting: 'waiting to be admitted',
  removed: 'removed from the group',
  quarantined: 'stopped by an error',
};

/** What a lane is drawn from. */
export interface LaneSource {
  readonly recording: Recording;
  readonly names: NodeNames;
  /** The highest index that anybody in the group committed. */
  readonly indexMax: number;
}

/** One node in one group over time. */
export function laneRow(
  { recording, names, indexMax }: LaneSource,
  node: RecordedNode,
  replica: RecordedReplica,
  scale: TimeScale,
): Row {
  const roles = replica.roles.filter((span) => scale.overlaps(span));
  const reigns = roles.filter(({ role }) => role === 'leader').length;
  const name = names.of(node.node);
  return {
    label: html`<b>${name}</b>`,
    words: `${name} in group ${replica.group}: ${counted(reigns, 'time')} leader`,
    heightPx: LANE.height,
    className: 'lane',
    drawing: [
      gridLines(scale),
      stateBands(node, scale, name),
      partitionBands(recording, node.node, scale, names),
      progressCurve(replica, scale, indexMax, name),
      linkStrips(recording, node.node, scale, names),
      roles.map((span) => roleBar(scale, span, name, replica.group)),
      termLabels(scale, roles),
      stateLabels(node, scale),
      sideLabels(recording, node.node, scale),
      crashGlyphs(recording, node.node, scale, names),
      replicaGlyphs(replica, scale, names),
    ],
  };
}

function roleBar(scale: TimeScale, span: RoleSpan, name: string, group: GroupId): Html {
  const { role, term, fromMicros, untilMicros } = span;
  const height = ROLE_PX[role];
  const title = `${name}, group ${group}: ${ROLE_NAMES[role]} in term ${term}, ${spanWords(fromMicros, untilMicros)}`;
  const place = { top: BASELINE - height, height };
  return html`${bar(scale, span, place, `role ${role}`, title)}${
    role === 'leader' && barLabel(scale, span, BASELINE - 7, 'on-leader', `t${term}`)
  }`;
}

/** The term where it changes, as far as there is room for it; leaders have theirs in their bar. */
function termLabels(scale: TimeScale, roles: readonly RoleSpan[]): Html[] {
  const labels = roles.flatMap((span, i) => {
    const { role, term, fromMicros } = span;
    const isNew = term !== roles[i - 1]?.term && term > 0 && role !== 'leader';
    const atMicros = Math.max(fromMicros, scale.fromMicros);
    return isNew
      ? [{ atMicros, text: `t${term}`, roomMicros: flatUntil(roles, i) - atMicros }]
      : [];
  });
  return placeWithin(scale, labels).map(({ label: { atMicros, text }, zoom }) =>
    label(scale, atMicros, BASELINE - 11, `term ${zoomClass(zoom)}`, text),
  );
}

/** Until when a label above role number `at` meets neither a leader's bar nor the node's end. */
function flatUntil(roles: readonly RoleSpan[], at: number): number {
  let untilMicros = roles[at]?.untilMicros ?? 0;
  for (const next of roles.slice(at + 1)) {
    if (next.fromMicros > untilMicros || next.role === 'leader') {
      break;
    }
    untilMicros = next.untilMicros;
  }
  return untilMicros;
}
