import { invariant } from '../base/invariant.ts';

/** Who still uses something that is to be given up once nobody does. */
export class Holds {
  #users = 0;
  #retired: (() => void) | null = null;

  acquire(): void {
    this.#users++;
  }

  release(): void {
    invariant(this.#users > 0, 'what is released was acquired');
    this.#users--;
    this.#endIfUnused();
  }

  /** Calls `end` as soon as nobody uses it any more: at once, perhaps. */
  retire(end: () => void): void {
    this.#retired = end;
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    const end = this.#retired;
    if (this.#users === 0 && end !== null) {
      this.#retired = null;
      end();
    }
  }
}
