import type { NodeId } from '../../../src/base/ids.ts';
import type { SimHost } from '../../world/sim-host.ts';
import { STORY_LIMITS } from './limits.ts';
import { RowTable } from './row-table.ts';
import { StateTable } from './state-table.ts';
import type { StoryConfiguration, StoryNode } from './story.ts';

/** A story that is being written: what its parts refer to by number. */
export class StoryDraft {
  readonly rows = new RowTable(STORY_LIMITS.rowsMax);
  readonly states = new StateTable(STORY_LIMITS.stateChangesMax);
  readonly #nodes: StoryNode[] = [];
  readonly #numbers = new Map<NodeId, number>();
  readonly #texts = new Map<string, number>();
  readonly #configurations: StoryConfiguration[] = [];
  readonly #configurationNumbers = new Map<string, number>();

  get nodes(): readonly StoryNode[] {
    return this.#nodes;
  }

  get texts(): readonly string[] {
    return [...this.#texts.keys()];
  }

  get configurations(): readonly StoryConfiguration[] {
    return this.#configurations;
  }

  /** The number of a machine, counted from 0; -1 for one that is not known, or past the limit. */
  numberOf(node: NodeId): number {
    return this.#numbers.get(node) ?? -1;
  }

  /** Notes a machine; one that was seen before keeps its number. */
  meet({ id, options }: SimHost): number {
    const known = this.#numbers.get(id);
    if (known !== undefined || this.#nodes.length >= STORY_LIMITS.nodesMax) {
      return known ?? -1;
    }
    const number = this.#nodes.length;
    this.#numbers.set(id, number);
    this.#nodes.push({ id, name: `n${number + 1}`, address: options.address });
    return number;
  }

  nameOf(node: NodeId): string {
    return this.#nodes[this.numberOf(node)]?.name ?? `${node}`;
  }

  text(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      return known;
    }
    this.#texts.set(text, this.#texts.size);
    return this.#texts.size - 1;
  }

  configuration(configuration: StoryConfiguration): number {
    const key = JSON.stringify(configuration);
    const known = this.#configurationNumbers.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#configurationNumbers.set(key, this.#configurations.length);
    this.#configurations.push(configuration);
    return this.#configurations.length - 1;
  }
}
