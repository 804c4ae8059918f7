import type { ClientId } from '../history.ts';
import { KnownValues } from './known-values.ts';

/** The newest revision that somebody knows, 0 for none, and whether it is that of a value. */
export interface Floor {
  readonly revision: number;
  readonly isValue: boolean;
}

/** What was known about a key when an operation was asked for. */
export interface Knowledge {
  /** By anybody. */
  readonly floor: Floor;
  /** By the client, from its own reads and from its own writes. */
  readonly clientRead: number;
  readonly clientWrote: number;
}

/** What wrote a revision. */
interface Stamp {
  /** null: absence, after a delete. */
  readonly value: string | null;
  /** Operation that was told this revision for its write; null while only reads showed it. */
  readonly writer: number | null;
}

const NOTHING: Floor = { revision: 0, isValue: false };

/** What the answers on one key have shown so far. */
export class KeyWatch {
  readonly values = new KnownValues();
  #floor = NOTHING;
  readonly #clientRead = new Map<ClientId, number>();
  readonly #clientWrote = new Map<ClientId, number>();
  readonly #stamps = new Map<number, Stamp>();
  /** Deletes that may take effect, or did, at a revision that is not known. */
  #deletesAnyTime = 0;
  #lastDelete = 0;

  /** What is known now, by `client` and by all. */
  knowledge(client: ClientId): Knowledge {
    return {
      floor: this.#floor,
      clientRead: this.#clientRead.get(client) ?? 0,
      clientWrote: this.#clientWrote.get(client) ?? 0,
    };
  }

  /** A delete was asked for. */
  addDelete(): void {
    this.#deletesAnyTime += 1;
  }

  /** A delete is known to have changed the key at `revision`; 0: it did not change it. */
  settleDelete(revision: number): void {
    this.#deletesAnyTime -= 1;
    this.#lastDelete = Math.max(this.#lastDelete, revision);
  }

  /** Whether the key may be absent although it had a value at `floor`. */
  mayBeAbsentAfter(floor: Floor): boolean {
    return !floor.isValue || this.#deletesAnyTime > 0 || this.#lastDelete > floor.revision;
  }

  /** `client` read a value at `revision`. */
  noteRead(client: ClientId, revision: number): void {
    raise(this.#clientRead, client, revision);
    this.#raiseFloor(revision, true);
  }

  /** `client` was told that it wrote at `revision`, a value or absence. */
  noteWrite(client: ClientId, revision: number, isValue: boolean): void {
    raise(this.#clientWrote, client, revision);
    this.#raiseFloor(revision, isValue);
  }

  /**
   * Notes what stands at `revision`; false when something else was known to.
   *
   * @param writer - the operation that was told the revision; null for a read.
   */
  stamp(revision: number, value: string | null, writer: number | null): boolean {
    const known = this.#stamps.get(revision);
    this.#stamps.set(revision, { value, writer: writer ?? known?.writer ?? null });
    const isOtherWriter = writer !== null && (known?.writer ?? writer) !== writer;
    return known === undefined || (known.value === value && !isOtherWriter);
  }

  #raiseFloor(revision: number, isValue: boolean): void {
    if (revision > this.#floor.revision) {
      this.#floor = { revision, isValue };
    }
  }
}

function raise(revisions: Map<ClientId, number>, client: ClientId, revision: number): void {
  revisions.set(client, Math.max(revision, revisions.get(client) ?? 0));
}
