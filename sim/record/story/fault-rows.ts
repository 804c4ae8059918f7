import type { NodeId } from '../../../src/base/ids.ts';
import type { Cut, Fault, FaultKey } from '../../world/fault.ts';
import { sidesOf } from '../cut-sides.ts';
import type { StoryDraft } from './story-draft.ts';

interface InForce {
  readonly row: number;
  readonly nodes: readonly NodeId[];
  readonly cut: Cut | null;
}

/** What is done to the cluster from outside, and what of it is in force. */
export class FaultRows {
  readonly #draft: StoryDraft;
  readonly #inForce = new Map<FaultKey, InForce>();

  constructor(draft: StoryDraft) {
    this.#draft = draft;
  }

  begin(key: FaultKey, fault: Fault, atMicros: number): void {
    const nodes = nodesOf(fault);
    const group = fault.kind === 'transfer' ? fault.group : 0;
    const text = this.#draft.text(this.#wordsOf(fault));
    const node = this.#draft.numberOf(nodes[0] ?? (0 as NodeId));
    const row = this.#draft.rows.add({ kind: 'fault', atMicros, node, group, text, fate: 'open' });
    const cut = 'cut' in fault ? fault.cut : null;
    this.#inForce.set(key, { row, nodes, cut });
    if ('untilMicros' in fault) {
      this.#draft.rows.end(row, 'done', fault.untilMicros);
      this.#inForce.delete(key);
    }
  }

  end(key: FaultKey, succeeded: boolean, atMicros: number): void {
    const known = this.#inForce.get(key);
    if (known !== undefined) {
      this.#inForce.delete(key);
      this.#draft.rows.end(known.row, succeeded ? 'done' : 'refused', atMicros);
    }
  }

  healed(atMicros: number): void {
    for (const [key, { cut }] of this.#inForce) {
      if (cut !== null) {
        this.end(key, true, atMicros);
      }
    }
  }

  /** Rows of what is in force for `node`. */
  touching(node: NodeId): number[] {
    return [...this.#inForce.values()]
      .filter(({ nodes }) => nodes.includes(node))
      .map(({ row }) => row);
  }

  /** Rows of the cuts between two nodes, in this direction. */
  cutting(from: NodeId, to: NodeId): number[] {
    return [...this.#inForce.values()]
      .filter(({ cut }) => cut?.some(([one, other]) => one === from && other === to) === true)
      .map(({ row }) => row);
  }

  finish(endMicros: number): void {
    for (const { row } of this.#inForce.values()) {
      this.#draft.rows.end(row, 'open', endMicros);
    }
  }

  #wordsOf(fault: Fault): string {
    const name = (node: NodeId) => this.#draft.nameOf(node);
    const all = (nodes: readonly NodeId[]) => nodes.map(name).join(' ');
    switch (fault.kind) {
      case 'partition': {
        const { near, far } = sidesOf(fault.cut, fault.isOneWay);
        return fault.isOneWay
          ? `CUT: ${all(far)} cannot hear ${all(near)}`
          : `CUT between ${all(near)} and ${all(far)}`;
      }
      case 'division':
        return `CUT: ${fault.shape}, ${fault.cut.map(([from, to]) => `${name(from)}↛${name(to)}`).join(' ')}`;
      case 'frozen':
        return `${name(fault.node)} stays ${fault.how} while the others must work`;
      case 'clientCut':
        return `CUT: ${fault.directions.join(' and ')} between clients and ${name(fault.node)}`;
      case 'clog':
        return `the link ${name(fault.from)}→${name(fault.to)} holds everything back`;
      case 'delaySpike':
        return `the link ${name(fault.from)}→${name(fault.to)} is ${Math.round(fault.addedMicros / 1000)} ms slower`;
      case 'clockJump':
        return `the wall clock of ${name(fault.node)} is set by ${Math.round(fault.byMicros / 1000)} ms`;
      case 'clockSkew':
        return `the clock of ${name(fault.node)} is ${fault.driftPpm} ppm too fast`;
      case 'transfer':
        return `operator: make ${name(fault.target)} the leader`;
      case 'add':
        return `operator: add ${name(fault.node)}`;
      case 'remove':
        return `operator: remove ${name(fault.node)}`;
      case 'comeBack':
        return `${name(fault.node)} is started again under its old id`;
    }
  }
}

function nodesOf(fault: Fault): readonly NodeId[] {
  switch (fault.kind) {
    case 'partition':
    case 'division':
      return [...new Set(fault.cut.flat())];
    case 'clog':
    case 'delaySpike':
      return [fault.from, fault.to];
    case 'transfer':
      return [fault.target];
    default:
      return [fault.node];
  }
}
