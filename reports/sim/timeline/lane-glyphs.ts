import type { RecordedReplica, Recording, ReplicaMark } from '../../../sim/record/recording.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import type { Html } from '../../html/html.ts';
import { faultWords } from '../fault-words.ts';
import type { NodeNames } from '../node-names.ts';
import { moment } from '../words.ts';
import { type GlyphName, glyph } from './shapes.ts';
import type { TimeScale, Zoom } from './time-scale.ts';

const CRASH_Y = 9;
/** Marks of a kind that are closer than this, fully zoomed in, become one. */
const APART_PX = 8;
/** How far apart the marks of a kind are before anybody zooms in. */
const SPARSE_PX = 28;

/** Crashes where they struck, and starts where the node came back. */
export function crashGlyphs(
  { faults, endMicros }: Recording,
  node: NodeId,
  scale: TimeScale,
  names: NodeNames,
): Html[] {
  return faults.flatMap((recorded) => {
    const { fault, fromMicros, untilMicros } = recorded;
    if (fault.kind !== 'crash' || fault.node !== node) {
      return [];
    }
    const { kind, detail } = faultWords(recorded, names);
    const name = names.of(node);
    const struck = `${kind} of ${name} at ${moment(fromMicros)}: ${detail}`;
    const back = `${name} starts again at ${moment(untilMicros)}`;
    const shape = fault.powerLoss ? 'power-cut' : 'crash';
    return [
      ...(scale.shows(fromMicros) ? [glyph(scale, fromMicros, CRASH_Y, shape, struck)] : []),
      ...(scale.shows(untilMicros) && untilMicros < endMicros
        ? [glyph(scale, untilMicros, CRASH_Y + 10, 'restart', back)]
        : []),
    ];
  });
}

/** How each kind of mark is drawn; votes are too many to be shown of a whole run at once. */
const DRAWN: Readonly<Record<ReplicaMark['kind'], { shape: GlyphName; y: number; zoom: Zoom }>> = {
  snapshotSaved: { shape: 'saved', y: 41, zoom: 1 },
  snapshotInstalled: { shape: 'installed', y: 41, zoom: 1 },
  vote: { shape: 'vote', y: 6, zoom: 4 },
  refused: { shape: 'refused', y: 17, zoom: 1 },
};

const KINDS = ['snapshotSaved', 'snapshotInstalled', 'vote', 'refused'] as const;

/** Snapshots, votes and refusals of a replica. */
export function replicaGlyphs(
  { marks, node }: RecordedReplica,
  scale: TimeScale,
  names: NodeNames,
): Html[] {
  const shown = marks.filter(({ atMicros }) => scale.shows(atMicros));
  return KINDS.flatMap((kind) => {
    const { shape, y, zoom } = DRAWN[kind];
    const closer = scale.zooms.includes(4) ? 4 : 1;
    const from = scale.zooms.includes(zoom) ? zoom : 1;
    let nextMicros = -Infinity;
    return gathered(shown, kind, scale).map(({ first, count }) => {
      // Of what stands close together, a few are enough until somebody zooms in.
      const isSparse = first.atMicros >= nextMicros;
      nextMicros = isSparse ? first.atMicros + SPARSE_PX / scale.pixels(1, 1) : nextMicros;
      const more = count > 1 ? `, and ${count - 1} more` : '';
      const title = `${names.of(node)} ${markWords(first, names)} at ${moment(first.atMicros)}${more}`;
      return glyph(scale, first.atMicros, y, shape, title, isSparse ? from : closer);
    });
  });
}

interface Bunch {
  readonly first: ReplicaMark;
  count: number;
}

/** Marks of one kind, in bunches that would cover each other. */
function gathered(
  marks: readonly ReplicaMark[],
  kind: ReplicaMark['kind'],
  scale: TimeScale,
): Bunch[] {
  // Only few are looked at from close by; more would fill the page with what nobody sees.
  const zoom: Zoom = scale.zooms.includes(4) ? 4 : 1;
  const apartMicros = APART_PX / scale.pixels(1, zoom);
  const bunches: Bunch[] = [];
  for (const mark of marks.filter((each) => each.kind === kind)) {
    const bunch = bunches.at(-1);
    if (bunch !== undefined && mark.atMicros < bunch.first.atMicros + apartMicros) {
      bunch.count++;
    } else {
      bunches.push({ first: mark, count: 1 });
    }
  }
  return bunches;
}

function markWords(mark: ReplicaMark, names: NodeNames): string {
  switch (mark.kind) {
    case 'vote':
      return `votes for ${names.of(mark.candidate)} in term ${mark.term}`;
    case 'snapshotSaved':
      return `saves a snapshot up to index ${mark.index} (${mark.bytes} bytes)`;
    case 'snapshotInstalled':
      return `installs a snapshot up to index ${mark.index} (${mark.bytes} bytes)`;
    case 'refused':
      return 'is told that the group has removed it';
  }
}
