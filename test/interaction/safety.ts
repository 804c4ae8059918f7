import type { NodeId, Term } from '../../src/base/ids.ts';
import { index } from '../branded.ts';
import { textOfEntry } from './lab-entry.ts';
import type { LabNode } from './lab-node.ts';

/** What must hold of a whole group at any moment (Raft Figure 3), whatever a transcript says. */
export class Safety {
  readonly #leaders = new Map<Term, NodeId>();
  /** By index, as printed. */
  readonly #committed = new Map<number, string>();

  /** @throws Error naming what was violated. */
  check(nodes: readonly LabNode[]): void {
    for (const node of nodes) {
      this.#checkLeader(node);
      this.#checkCommitted(node);
    }
    for (const [i, one] of nodes.entries()) {
      for (const other of nodes.slice(i + 1)) {
        checkMatching(one, other);
      }
    }
  }

  #checkLeader({ id, raft }: LabNode): void {
    const { isLeader, term } = raft.state;
    if (isLeader) {
      const known = this.#leaders.get(term) ?? id;
      this.#leaders.set(term, known);
      if (known !== id) {
        throw new Error(`nodes ${known} and ${id} both lead term ${term}`);
      }
    }
  }

  #checkCommitted({ id, raft }: LabNode): void {
    const { log } = raft.state;
    for (let at = log.firstIndex; at <= log.commitIndex; at++) {
      const text = textOfEntry(log.entryAt(index(at)));
      const known = this.#committed.get(at) ?? text;
      this.#committed.set(at, known);
      if (known !== text) {
        throw new Error(`node ${id} commits ${text}, where ${known} is committed`);
      }
    }
  }
}

/** Where two logs have an entry of equal index and term, they are equal up to it. */
function checkMatching(one: LabNode, other: LabNode): void {
  const [a, b] = [one.raft.state.log, other.raft.state.log];
  let at = Math.min(a.lastIndex, b.lastIndex);
  while (at > 0 && a.termAt(index(at)) !== b.termAt(index(at))) {
    at--;
  }
  const first = Math.max(a.firstIndex, b.firstIndex);
  for (; at >= first; at--) {
    const texts = [a, b].map((log) => textOfEntry(log.entryAt(index(at))));
    if (texts[0] !== texts[1]) {
      throw new Error(`nodes ${one.id} and ${other.id} hold ${texts.join(' and ')}`);
    }
  }
}
