import type { PendingChange } from '../../disk/file-image.ts';
import type { SimHost } from '../../world/sim-host.ts';
import { FILE_CELLS, MACHINE_CELLS, MACHINE_STATES } from './story.ts';
import type { StoryDraft } from './story-draft.ts';

type MachineState = (typeof MACHINE_STATES)[number];

/** Keeps up to date what each disk holds, and what of it a power cut would take. */
export class DiskWatch {
  readonly #draft: StoryDraft;
  /** By number of the machine. */
  readonly #machines = new Map<number, number>();
  readonly #files = new Map<number, Map<string, number>>();

  constructor(draft: StoryDraft) {
    this.#draft = draft;
  }

  enter(host: SimHost, state: MachineState, atMicros: number): void {
    this.#setMachine(host, 'state', MACHINE_STATES.indexOf(state), atMicros);
  }

  /** Looks at one file, and at what concerns the whole disk. */
  lookAt(host: SimHost, file: string, atMicros: number): void {
    const image = host.disk.directory.get(file);
    const pending = image?.pending ?? [];
    const bytes = pending.reduce((sum, change) => sum + bytesOf(change), 0);
    const values = [
      image === undefined ? 0 : image.current.length + 1,
      image?.synced.length ?? 0,
      pending.length,
      bytes,
    ];
    const first = this.#place(host, file);
    for (const [at, value] of values.entries()) {
      this.#draft.states.set(first + at, value, atMicros);
    }
    this.lookAtDisk(host, atMicros);
  }

  lookAtDisk(host: SimHost, atMicros: number): void {
    const { directory, faults } = host.disk;
    this.#setMachine(host, 'pendingNames', directory.pendingChanges, atMicros);
    this.#setMachine(host, 'isFull', faults.capacityBytes === null ? 0 : 1, atMicros);
    this.#setMachine(host, 'isDamaged', host.disk.isDamaged ? 1 : 0, atMicros);
  }

  /** Looks at every file: the power was cut, or the machine is new. */
  lookAtAll(host: SimHost, atMicros: number): void {
    const number = this.#draft.numberOf(host.id);
    const known = [...(this.#files.get(number)?.keys() ?? [])];
    for (const file of new Set([...known, ...host.disk.directory.files().keys()])) {
      this.lookAt(host, file, atMicros);
    }
    this.lookAtDisk(host, atMicros);
  }

  #setMachine(
    host: SimHost,
    cell: (typeof MACHINE_CELLS)[number],
    value: number,
    atMicros: number,
  ): void {
    const number = this.#draft.numberOf(host.id);
    const cells = { kind: 'machine', node: number, group: 0, text: -1 } as const;
    const first =
      this.#machines.get(number) ?? this.#draft.states.place(cells, MACHINE_CELLS.length);
    this.#machines.set(number, first);
    this.#draft.states.set(first + MACHINE_CELLS.indexOf(cell), value, atMicros);
  }

  #place(host: SimHost, file: string): number {
    const number = this.#draft.numberOf(host.id);
    const files = this.#files.get(number) ?? new Map<string, number>();
    this.#files.set(number, files);
    const text = this.#draft.text(file);
    const cells = { kind: 'file', node: number, group: 0, text } as const;
    const first = files.get(file) ?? this.#draft.states.place(cells, FILE_CELLS.length);
    files.set(file, first);
    return first;
  }
}

/** A change of length has no bytes. */
function bytesOf(change: PendingChange): number {
  switch (change.kind) {
    case 'write':
      return change.bytes.length;
    case 'zeros':
      return change.length;
    case 'truncate':
      return 0;
  }
}
