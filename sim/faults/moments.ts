import type { SimHost } from '../world/sim-host.ts';

/** Machines, and kinds of moments, that have keys of their own; beyond them some share theirs. */
const MACHINES = 256;
const KINDS = 16;

/**
 * Numbers the moments at which something may strike a machine. Each kind of moment on each machine is
 * counted by itself: one vote more anywhere moves no strike of another machine, or of another kind.
 */
export class Moments {
  readonly #counts = new Map<number, number>();

  /**
   * A number that no other moment has, to draw under.
   *
   * @param kind - from 0, below 16
   */
  next({ ordinal }: SimHost, kind: number): number {
    const place = (ordinal % MACHINES) * KINDS + kind;
    const count = (this.#counts.get(place) ?? 0) + 1;
    this.#counts.set(place, count);
    return count * MACHINES * KINDS + place;
  }
}
