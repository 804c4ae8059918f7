import type { NodeId } from '../../src/base/ids.ts';
import type { Cut } from '../world/fault.ts';
import type { PartitionFault } from './recording.ts';

/** The two sides of a cut: one-way, who is not heard and who does not hear. */
export function sidesOf(cut: Cut, isOneWay: boolean): PartitionFault {
  const near = new Set<NodeId>();
  const far = new Set<NodeId>();
  for (const [from, to] of cut) {
    // Both directions are listed, in any order: the first one decides who stands where.
    const isTurned = !isOneWay && (far.has(from) || near.has(to));
    near.add(isTurned ? to : from);
    far.add(isTurned ? from : to);
  }
  return { kind: 'partition', isOneWay, near: [...near], far: [...far] };
}
