import { fold32, mix32 } from '../base/hash.ts';
import type { Checksum } from '../base/ports.ts';
import type { CommandResult } from './result.ts';
import type { Session } from './session-table.ts';

/**
 * A digest of the replicated state that follows every change in constant time: the combination of
 * one hash for each record, each session, also of those that made room, and each remembered result,
 * in no particular order.
 */
export class StateDigest {
  readonly #checksum: Checksum;
  #xor = 0;
  #sum = 0;

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  addRecord(key: string, value: Uint8Array, revision: number): void {
    this.#add(this.#recordHash(key, value, revision));
  }

  removeRecord(key: string, value: Uint8Array, revision: number): void {
    this.#remove(this.#recordHash(key, value, revision));
  }

  addSession(session: Session): void {
    this.#add(sessionHash(session));
  }

  removeSession(session: Session): void {
    this.#remove(sessionHash(session));
  }

  addResult(session: number, sequence: number, result: CommandResult): void {
    this.#add(resultHash(session, sequence, result));
  }

  removeResult(session: number, sequence: number, result: CommandResult): void {
    this.#remove(resultHash(session, sequence, result));
  }

  /** Equal for equal content; differs, but for one case in 2^50, for other content. */
  get value(): number {
    return (this.#xor >>> 0) * 2 ** 20 + (this.#sum & 0xf_ff_ff);
  }

  #recordHash(key: string, value: Uint8Array, revision: number): number {
    const content = this.#checksum(value, 0, value.length, 0);
    return mix32(hashText(key), content, fold32(revision), 1);
  }

  #add(hash: number): void {
    this.#xor ^= hash;
    this.#sum = (this.#sum + hash) | 0;
  }

  #remove(hash: number): void {
    this.#xor ^= hash;
    this.#sum = (this.#sum - hash) | 0;
  }
}

/** Of all but its results. */
function sessionHash({ id, usedIndex, answeredThrough }: Session): number {
  return mix32(fold32(id), fold32(usedIndex), fold32(answeredThrough), 3);
}

function resultHash(session: number, sequence: number, result: CommandResult): number {
  const { status, revision, previousRevision } = result;
  const outcome = mix32(hashText(status), fold32(revision), fold32(previousRevision));
  return mix32(fold32(session), sequence, outcome, 2);
}

function hashText(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01_00_01_93);
  }
  return hash;
}
