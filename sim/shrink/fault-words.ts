import type { NodeId } from '../../src/base/ids.ts';
import { unreachable } from '../../src/base/invariant.ts';
import type { RecordedFault } from '../record/recording.ts';

type Name = (node: NodeId) => string;

/** What happened, in a few words. */
export function faultWords({ fault, fromMicros, untilMicros }: RecordedFault, name: Name): string {
  const seconds = `${((untilMicros - fromMicros) / 1_000_000).toFixed(2)} s`;
  const all = (nodes: readonly NodeId[]) => nodes.map(name).join(' ');
  switch (fault.kind) {
    case 'crash':
      return `crash ${name(fault.node)}${crashWords(fault)}`;
    case 'pause':
      return `pause ${name(fault.node)} for ${seconds}`;
    case 'partition':
      return `cut ${all(fault.near)}${fault.isOneWay ? '→' : ' from '}${all(fault.far)} for ${seconds}`;
    case 'division':
      return `cut ${fault.cut.map(([from, to]) => `${name(from)}→${name(to)}`).join(' ')} for ${seconds}`;
    case 'frozen':
      return `keep ${name(fault.node)} ${fault.how}`;
    case 'clientCut':
      return `cut ${fault.directions.join(' and ')} between clients and ${name(fault.node)} for ${seconds}`;
    case 'clog':
      return `clog ${name(fault.from)}→${name(fault.to)} for ${seconds}`;
    case 'delaySpike':
      return `slow ${name(fault.from)}→${name(fault.to)} by ${Math.round(fault.addedMicros / 1000)} ms for ${seconds}`;
    case 'clockJump':
      return `set the wall clock of ${name(fault.node)} by ${Math.round(fault.byMicros / 1000)} ms`;
    case 'clockSkew':
      return `let the clock of ${name(fault.node)} run ${fault.driftPpm} ppm too fast`;
    case 'transfer':
      return `hand leadership of group ${fault.group} to ${name(fault.target)}`;
    case 'add':
      return `add ${name(fault.node)}`;
    case 'remove':
      return `remove ${name(fault.node)}`;
    case 'comeBack':
      return `start ${name(fault.node)} under its old id`;
    default:
      return unreachable(fault);
  }
}

function crashWords(crash: {
  readonly powerLoss: boolean;
  readonly isSilenced: boolean;
  readonly lostWrites: number;
  readonly tornWrites: number;
}): string {
  const { powerLoss, isSilenced, lostWrites, tornWrites } = crash;
  const parts = [
    ...(lostWrites > 0
      ? [`before the sync of ${lostWrites === 1 ? 'a write' : `${lostWrites} writes`}`]
      : []),
    ...(tornWrites > 0 ? ['in the middle of a write'] : []),
    ...(isSilenced ? ['with what it had just sent'] : []),
  ];
  const power = powerLoss ? ' (power)' : '';
  return `${power}${parts.length === 0 ? '' : ` ${parts.join(', ')}`}`;
}
