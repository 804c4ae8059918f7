/// <reference lib="dom" />
import { bytesText } from './bytes-text.ts';
import type { NodeInstant } from './instant.ts';
import { signOf } from './paint-lanes.ts';

/** One node in the table of an instant. Its name is a button that chooses it. */
export class StateRow {
  readonly #row: HTMLTableRowElement;
  readonly #button = document.createElement('button');
  /** Where the words stand. */
  readonly #places: readonly HTMLElement[];
  #node: number | null = null;

  constructor(body: HTMLTableSectionElement, columns: number, choose: (node: number) => void) {
    this.#row = body.insertRow();
    this.#button.type = 'button';
    this.#button.title = 'The files on its disk';
    this.#button.addEventListener('click', () => {
      if (this.#node !== null) {
        choose(this.#node);
      }
    });
    this.#row.insertCell().append(this.#button);
    const others = Array.from({ length: columns - 1 }, () => this.#row.insertCell());
    this.#places = [this.#button, ...others];
  }

  show(node: NodeInstant, isChosen: boolean): void {
    this.#node = node.node;
    for (const [column, words] of wordsOf(node).entries()) {
      const place = this.#places[column];
      // Most words stay as they are from one instant to the next.
      if (place !== undefined && place.textContent !== words) {
        place.textContent = words;
      }
    }
    const name = classOf(node);
    if (this.#row.className !== name) {
      this.#row.className = name;
    }
    this.#button.setAttribute('aria-pressed', `${isChosen}`);
  }

  remove(): void {
    this.#row.remove();
  }
}

function classOf({ role, isJoint, disk }: NodeInstant): string {
  return `role-${role}${isJoint ? ' is-joint' : ''}${disk.pendingWrites > 0 ? ' is-pending' : ''}`;
}

function wordsOf(node: NodeInstant): string[] {
  const { role, isAsleep, machine, disk } = node;
  const sign = signOf(role);
  const state = role === 'absent' ? machine : `${sign}${sign === '' ? '' : ' '}${role}`;
  const paused = machine === 'paused' ? ', paused' : '';
  return [
    node.name,
    `${state}${paused}${isAsleep ? ', asleep' : ''}`,
    node.term,
    node.vote,
    node.leader,
    node.log,
    node.commit,
    node.configuration,
    diskWords(disk),
  ];
}

function diskWords(disk: NodeInstant['disk']): string {
  const marks = [
    ...(disk.pendingNames > 0 ? [`${disk.pendingNames} names pending`] : []),
    ...(disk.isFull ? ['FULL'] : []),
    ...(disk.isDamaged ? ['DAMAGED'] : []),
  ];
  const pending =
    disk.pendingWrites === 0
      ? 'all synced'
      : `${disk.pendingWrites} pending (${bytesText(disk.pendingBytes)})`;
  return [bytesText(disk.syncedBytes), pending, ...marks].join(', ');
}
