/// <reference lib="dom" />
import { bytesText } from './bytes-text.ts';
import type { FileInstant, NodeInstant } from './instant.ts';
import { StateRow } from './state-row.ts';

const HEADINGS = [
  'node',
  'role',
  'term',
  'voted for',
  'follows',
  'log',
  'committed / applied',
  'configuration',
  'disk: synced, pending',
];
/** Files that are listed of a disk, those with pending writes first. */
const FILES_MAX = 12;

/** The state of each node of a group at one instant, as a table that is kept up to date. */
export class StateTable {
  readonly #table: HTMLTableElement;
  readonly #files: HTMLElement;
  readonly #onChoice: () => void;
  readonly #rows: StateRow[] = [];
  #node: number | null = null;

  /**
   * @param files - where the files of one node are listed
   * @param onChoice - called when another node was chosen: it is to be shown
   */
  constructor(table: HTMLTableElement, files: HTMLElement, onChoice: () => void) {
    this.#table = table;
    this.#files = files;
    this.#onChoice = onChoice;
    const head = table.createTHead().insertRow();
    for (const heading of HEADINGS) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = heading;
      head.append(cell);
    }
    table.createTBody();
  }

  /** Whose files are listed. */
  choose(node: number): void {
    this.#node = node;
    this.#onChoice();
  }

  /** @param filesOf - the files of a node's disk, those with pending writes first */
  show(nodes: readonly NodeInstant[], filesOf: (node: number) => readonly FileInstant[]): void {
    const body = this.#table.tBodies[0];
    if (body === undefined) {
      return;
    }
    while (this.#rows.length > nodes.length) {
      this.#rows.pop()?.remove();
    }
    const chosen = nodes.find(({ node }) => node === this.#node) ?? nodes[0];
    for (const [at, node] of nodes.entries()) {
      this.#rows[at] ??= new StateRow(body, HEADINGS.length, (each) => this.choose(each));
      this.#rows[at].show(node, node === chosen);
    }
    const lines = chosen === undefined ? [] : fileLines(chosen.name, filesOf(chosen.node));
    const text = lines.join('\n');
    if (this.#files.textContent !== text) {
      this.#files.textContent = text;
    }
  }
}

function fileLines(name: string, files: readonly FileInstant[]): string[] {
  const shown = files.slice(0, FILES_MAX).map((file) => {
    const synced = Math.round((10 * file.syncedBytes) / Math.max(1, file.bytes));
    const bar = '█'.repeat(Math.min(10, synced)).padEnd(10, '░');
    const pending =
      file.pendingWrites === 0
        ? 'synced'
        : `${file.pendingWrites} pending, ${bytesText(file.pendingBytes)}`;
    return `${bar} ${bytesText(file.bytes).padStart(8)}  ${file.name}: ${pending}`;
  });
  const more = files.length > FILES_MAX ? [`and ${files.length - FILES_MAX} more files`] : [];
  return [`What ${name} has on its disk: █ synced, ░ what a power cut may take`, ...shown, ...more];
}
