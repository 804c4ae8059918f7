import type {
  NodeState,
  PartitionFault,
  RecordedFault,
  RecordedNode,
  Recording,
} from '../../../sim/record/recording.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import type { Html } from '../../html/html.ts';
import { faultWords } from '../fault-words.ts';
import type { NodeNames } from '../node-names.ts';
import { spanWords } from '../words.ts';
import { placeWithin, zoomClass } from './label-fit.ts';
import { LANE, STRIP } from './lane-geometry.ts';
import { bar, barLabel, label } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

const STATE_NAMES: Readonly<Record<NodeState, string>> = {
  up: 'up',
  paused: 'paused',
  down: 'down',
  off: 'removed and switched off',
};

/** When the node was not up: behind everything, as high as the lane. */
export function stateBands({ states }: RecordedNode, scale: TimeScale, name: string): Html[] {
  return states
    .filter((span) => span.state !== 'up' && scale.overlaps(span))
    .map((span) => {
      const { state, fromMicros, untilMicros } = span;
      const title = `${name} is ${STATE_NAMES[state]}, ${spanWords(fromMicros, untilMicros)}`;
      return bar(scale, span, LANE, `state ${state}`, title);
    });
}

/** The same in words where there is room, to go on top of everything. */
export function stateLabels({ states }: RecordedNode, scale: TimeScale): (Html | undefined)[] {
  return states
    .filter((span) => span.state !== 'up' && scale.overlaps(span))
    .map((span) => {
      const { state } = span;
      const baseline = state === 'paused' ? 12 : 23;
      return barLabel(scale, span, baseline, 'state-text', state === 'off' ? 'removed' : state);
    });
}

/** Partitions that the node is part of, with the side it is on. */
export function partitionBands(
  { faults }: Recording,
  node: NodeId,
  scale: TimeScale,
  names: NodeNames,
): Html[] {
  return faults.flatMap((recorded) => {
    const { fault, fromMicros, untilMicros } = recorded;
    if (fault.kind !== 'partition' || !scale.overlaps(recorded)) {
      return [];
    }
    const side = sideOf(fault, node);
    if (side === null) {
      return [];
    }
    const { kind, short, detail } = faultWords(recorded, names);
    const title = `${kind}, ${short}, ${spanWords(fromMicros, untilMicros)}: ${detail}`;
    return [bar(scale, recorded, LANE, `cut ${side}`, title)];
  });
}

/** On which side of a partition the node is, to go on top of everything. */
export function sideLabels({ faults }: Recording, node: NodeId, scale: TimeScale): Html[] {
  const labels = faults.flatMap((recorded) => {
    const { fault, fromMicros, untilMicros } = recorded;
    const side = fault.kind === 'partition' ? sideOf(fault, node) : null;
    if (fault.kind !== 'partition' || side === null || !scale.overlaps(recorded)) {
      return [];
    }
    const atMicros = Math.max(fromMicros, scale.fromMicros);
    return [{ atMicros, text: sideLetter(fault, side), roomMicros: untilMicros - atMicros }];
  });
  return placeWithin(scale, labels).map(({ label: { atMicros, text }, zoom }) =>
    label(scale, atMicros, LANE.height - 3, `cut-text ${zoomClass(zoom)}`, text),
  );
}

/** Links of the node that are clogged or slow, as a thin strip. */
export function linkStrips(
  { faults }: Recording,
  node: NodeId,
  scale: TimeScale,
  names: NodeNames,
): Html[] {
  return faults
    .filter((recorded) => isLinkOf(recorded, node) && scale.overlaps(recorded))
    .map((recorded) => {
      const { kind, short, detail } = faultWords(recorded, names);
      const when = spanWords(recorded.fromMicros, recorded.untilMicros);
      const className = `link ${recorded.fault.kind}`;
      return bar(scale, recorded, STRIP, className, `${kind}, ${short}, ${when}: ${detail}`);
    });
}

function isLinkOf({ fault }: RecordedFault, node: NodeId): boolean {
  const isLink = fault.kind === 'clog' || fault.kind === 'delaySpike';
  return isLink && (fault.from === node || fault.to === node);
}

function sideOf({ near, far }: PartitionFault, node: NodeId): 'near' | 'far' | null {
  return near.includes(node) ? 'near' : far.includes(node) ? 'far' : null;
}

/** One-way: who is not heard, and who does not hear. */
function sideLetter({ isOneWay }: PartitionFault, side: 'near' | 'far'): string {
  if (isOneWay) {
    return side === 'near' ? 'mute' : 'deaf';
  }
  return side === 'near' ? 'A' : 'B';
}
