/// <reference lib="dom" />
import { ancestorsOf } from '../../sim/record/story/ancestors.ts';
import type { StoryOperation } from '../../sim/record/story/story.ts';
import { rowLine, showCone } from './cone-list.ts';
import type { Controls } from './controls.ts';
import type { StoryPage } from './story-bytes.ts';

/** An event or an operation, and what led to it, which is listed below the picture. */
export class Choice {
  readonly #story: StoryPage;
  readonly #controls: Pick<Controls, 'title' | 'words' | 'cone'>;
  /** Called with an event of the list that was chosen there. */
  readonly #goTo: (row: number) => void;
  #row: number | null = null;
  #operation: number | null = null;
  #cone: ReadonlySet<number> | null = null;

  constructor(
    story: StoryPage,
    controls: Pick<Controls, 'title' | 'words' | 'cone'>,
    goTo: (row: number) => void,
  ) {
    this.#story = story;
    this.#controls = controls;
    this.#goTo = goTo;
  }

  get row(): number | null {
    return this.#row;
  }

  get operation(): number | null {
    return this.#operation;
  }

  /** What led to what is chosen; null where nothing is. */
  get cone(): ReadonlySet<number> | null {
    return this.#cone;
  }

  chooseRow(row: number): void {
    this.#row = row;
    this.#operation = null;
    this.#controls.title.textContent = rowLine(this.#story, row);
    this.#listCone([row]);
  }

  chooseOperation({ id, client, words, rows }: StoryOperation): void {
    this.#row = null;
    this.#operation = id;
    this.#controls.title.textContent = `Operation ${id} of client ${client}: ${words}`;
    this.#listCone(rows);
  }

  /** Steps begin at the instant again; what is listed stays. */
  leaveRow(): void {
    this.#row = null;
  }

  clear(): void {
    this.#row = null;
    this.#operation = null;
    this.#cone = null;
    this.#controls.title.textContent = 'Nothing is chosen';
    this.#controls.words.textContent =
      'Choose an event or an operation, in the picture or by keys, to see what led to it.';
    this.#controls.cone.replaceChildren();
  }

  #listCone(from: readonly number[]): void {
    const cone = ancestorsOf(this.#story.rows, from);
    this.#cone = new Set(cone);
    const others = cone.length - 1;
    this.#controls.words.textContent =
      others > 0
        ? `${others.toLocaleString('en-US')} events led to it, the newest first:`
        : 'Nothing that is recorded led to it.';
    showCone(this.#controls.cone, this.#story, cone, this.#goTo);
  }
}
