/** Undoes one thing; synchronous, so that it also works while the process exits. */
export type Undo = () => void;

/** What must not outlive a run: child processes and temporary directories. */
export class Cleanup {
  readonly #undos = new Set<Undo>();

  /** Remembers `undo`; calling the returned function does it now and forgets it. */
  defer(undo: Undo): Undo {
    this.#undos.add(undo);
    return () => {
      if (this.#undos.delete(undo)) {
        undo();
      }
    };
  }

  /** Undoes everything, the newest first. One failure does not keep the others from happening. */
  run(): void {
    for (const undo of [...this.#undos].reverse()) {
      this.#undos.delete(undo);
      try {
        undo();
      } catch {
        // A process that has ended already and a directory that is gone are what was wanted.
      }
    }
  }
}
