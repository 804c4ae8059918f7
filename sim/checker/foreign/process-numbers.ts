import type { ClientId } from '../history.ts';

/** Clients of a run are found again by the last two digits. */
const STRIDE_MIN = 100;

/**
 * Numbers for the processes of a file, where one process has one operation open at a time and ends
 * with an operation of unknown outcome. A client that goes on, or has several open, gets more.
 *
 * Of client 7 they are 7, 107, 207 and so on, in larger steps where there are larger numbers. Clients
 * that have names are numbered as they come.
 */
export class ProcessNumbers {
  readonly #free = new Map<ClientId, number[]>();
  readonly #owners = new Map<number, ClientId>();
  /** How many processes each client has had. */
  readonly #taken = new Map<ClientId, number>();
  /** Null where not every client is a number. */
  readonly #stride: number | null;

  /** @param clients - everybody who will take one */
  constructor(clients: readonly ClientId[]) {
    const isNumbered = clients.every(
      (client) => Number.isSafeInteger(client) && Number(client) >= 0,
    );
    this.#stride = isNumbered ? strideOver(clients.map(Number)) : null;
  }

  /** A process of `client` that has no operation open. */
  take(client: ClientId): number {
    return this.#free.get(client)?.pop() ?? this.#next(client);
  }

  /** The operation of `process` has come to a known end. */
  giveBack(process: number): void {
    const client = this.#owners.get(process) as ClientId;
    const free = this.#free.get(client);
    if (free === undefined) {
      this.#free.set(client, [process]);
    } else {
      free.push(process);
    }
  }
  #next(client: ClientId): number {
    const taken = this.#taken.get(client) ?? 0;
    this.#taken.set(client, taken + 1);
    const process =
      this.#stride === null ? this.#owners.size : Number(client) + taken * this.#stride;
    this.#owners.set(process, client);
    return process;
  }
}

/** The power of ten above all of them. */
function strideOver(clients: readonly number[]): number {
  const most = clients.reduce((largest, client) => Math.max(largest, client), 0);
  return Math.max(STRIDE_MIN, 10 ** `${most}`.length);
}
