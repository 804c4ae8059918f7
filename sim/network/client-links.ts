import type { NodeId } from '../../src/base/ids.ts';
import type { ClientDirection } from '../world/fault.ts';

/** The way between all clients and each node: it is as quick as can be, and may be cut. */
export class ClientLinks {
  readonly #cuts = new Map<NodeId, Record<ClientDirection, number>>();

  isCut(node: NodeId, direction: ClientDirection): boolean {
    return (this.#cuts.get(node)?.[direction] ?? 0) > 0;
  }

  cut(node: NodeId, direction: ClientDirection): void {
    const cuts = this.#cuts.get(node) ?? { requests: 0, answers: 0 };
    cuts[direction]++;
    this.#cuts.set(node, cuts);
  }

  /** After everything was mended there is nothing left to mend. */
  mend(node: NodeId, direction: ClientDirection): void {
    const cuts = this.#cuts.get(node);
    if (cuts !== undefined) {
      cuts[direction] = Math.max(0, cuts[direction] - 1);
    }
  }

  heal(): void {
    this.#cuts.clear();
  }
}
