import type { Replica } from './replica.ts';

/** Replicas to which something happened: each once, in the order in which it happened first. */
export class DirtyReplicas {
  #replicas: Replica[] = [];

  get size(): number {
    return this.#replicas.length;
  }

  add(replica: Replica): void {
    replica.isStirred = true;
    this.note(replica);
  }

  /** The same for what mostly leaves a replica nothing to do. */
  note(replica: Replica): void {
    if (!replica.isDirty) {
      replica.isDirty = true;
      this.#replicas.push(replica);
    }
  }

  delete(replica: Replica): void {
    if (replica.isDirty) {
      replica.isDirty = false;
      replica.isStirred = false;
      this.#replicas.splice(this.#replicas.indexOf(replica), 1);
    }
  }

  /** Takes all of them out. */
  take(): readonly Replica[] {
    const taken = this.#replicas;
    this.#replicas = [];
    for (const replica of taken) {
      replica.isDirty = false;
    }
    return taken;
  }
}
