/// <reference lib="dom" />
import type { FileInstant, NodeInstant } from './instant.ts';
import { signOf } from './paint-lanes.ts';

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
  #cells: HTMLTableCellElement[][] = [];
  #node: number | null = null;

  /** @param files - where the files of the node that was pointed at are listed */
  constructor(table: HTMLTableElement, files: HTMLElement) {
    this.#table = table;
    this.#files = files;
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
  }

  /** @param filesOf - the files of a node's disk, those with pending writes first */
  show(nodes: readonly NodeInstant[], filesOf: (node: number) => readonly FileInstant[]): void {
    const body = this.#table.tBodies[0];
    if (body === undefined) {
      return;
    }
    while (body.rows.length > nodes.length) {
      body.deleteRow(-1);
      this.#cells.pop();
    }
    for (const [at, node] of nodes.entries()) {
      this.#cells[at] ??= addRow(body);
      wordsOf(node).forEach((words, column) => {
        const cell = this.#cells[at]?.[column];
        // Most words stay as they are from one instant to the next.
        if (cell !== undefined && cell.textContent !== words) {
          cell.textContent = words;
        }
      });
      const row = body.rows[at];
      const name = `role-${node.role}${node.isJoint ? ' is-joint' : ''}${node.disk.pendingWrites > 0 ? ' is-pending' : ''}`;
      if (row !== undefined && row.className !== name) {
        row.className = name;
      }
    }
    const chosen = nodes.find(({ node }) => node === this.#node) ?? nodes[0];
    const lines = chosen === undefined ? [] : fileLines(chosen.name, filesOf(chosen.node));
    const text = lines.join('\n');
    if (this.#files.textContent !== text) {
      this.#files.textContent = text;
    }
  }
}

function addRow(body: HTMLTableSectionElement): HTMLTableCellElement[] {
  const row = body.insertRow();
  return HEADINGS.map(() => row.insertCell());
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

export function bytesText(bytes: number): string {
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 * 1024
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
