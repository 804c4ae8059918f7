import type { Recording } from '../../sim/record/recording.ts';
import type { NodeId } from '../../src/base/ids.ts';

/** Node ids have fifteen digits; on a page nodes are n1, n2, … in their order of appearance. */
export class NodeNames {
  readonly #names: ReadonlyMap<number, string>;

  constructor({ nodes }: Pick<Recording, 'nodes'>) {
    this.#names = new Map(nodes.map(({ node, number }) => [node, `n${number}`]));
  }

  of(node: NodeId): string {
    return this.#names.get(node) ?? `${node}`;
  }

  all(nodes: readonly NodeId[]): string {
    return nodes.map((node) => this.of(node)).join(' ');
  }

  /** A sentence of the engine or of an oracle, with names in the place of ids. */
  inText(text: string): string {
    return text.replace(/\b(?:node )?(\d{9,16})\b/g, (words, id) => {
      return this.#names.get(Number(id)) ?? words;
    });
  }
}
