import type { ClientId } from '../history.ts';

/**
 * Numbers for the processes of a file, where one process has one operation open at a time and ends
 * with an operation of unknown outcome. A client that goes on, or has several open, gets more.
 */
export class ProcessNumbers {
  readonly #free = new Map<ClientId, number[]>();
  readonly #owners: ClientId[] = [];

  /** A process of `client` that has no operation open. */
  take(client: ClientId): number {
    const free = this.#free.get(client)?.pop();
    return free ?? this.#owners.push(client) - 1;
  }

  /** The operation of `process` has come to a known end. */
  giveBack(process: number): void {
    const client = this.#owners[process] as ClientId;
    const free = this.#free.get(client);
    if (free === undefined) {
      this.#free.set(client, [process]);
    } else {
      free.push(process);
    }
  }
}
