import type { BoundedSight } from '../../src/codec/client/response.ts';
import { type KvInput, type KvOutput, valueLeft } from '../checker/models/kv-operation.ts';
import { Violation } from './violation.ts';

/** A revision of a key that some client had seen. */
interface Known {
  readonly revision: number;
  /** When the operation that showed it began and ended. */
  readonly beganMicros: number;
  readonly endedMicros: number;
}

interface Open {
  readonly input: KvInput;
  readonly beganMicros: number;
}

/** What is known of one key, oldest first. */
class KeyPast {
  readonly #known: Known[] = [];
  /** When deletes ended that may have taken effect; Infinity while one may yet. */
  readonly deletesEnded: number[] = [];

  add(known: Known): void {
    const last = this.#known[this.#known.length - 1];
    if (last === undefined || known.revision > last.revision) {
      this.#known.push(known);
    }
  }

  /** The newest revision that was known at that time. */
  knownAt(micros: number): Known | null {
    return this.#known.findLast((each) => each.endedMicros <= micros) ?? null;
  }
}

/**
 * A bounded read is never older than it says: it shows what every client had been told by then
 * (raft.md item 49).
 */
export class StaleReads {
  readonly #pasts = new Map<string, KeyPast>();
  readonly #open = new Map<number, Open>();
  readonly #driftPpmMax: number;

  /** @param driftPpmMax - how wrong the clock is at most that measured a staleness */
  constructor(driftPpmMax: number) {
    this.#driftPpmMax = driftPpmMax;
  }

  invoked(id: number, input: KvInput, micros: number): void {
    this.#open.set(id, { input, beganMicros: micros });
  }

  /** The operation ended and told its client `output`; null when it told nothing. */
  completed(id: number, output: KvOutput | null, micros: number): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open === undefined) {
      return;
    }
    const past = this.#pastOf(open.input.key);
    if (open.input.kind !== 'get' && valueLeft(open.input) === null) {
      past.deletesEnded.push(output === null ? Number.POSITIVE_INFINITY : micros);
    }
    const revision = output?.kind === 'mismatch' ? null : (output?.revision ?? null);
    if (revision !== null && revision > 0) {
      past.add({ revision, beganMicros: open.beganMicros, endedMicros: micros });
    }
  }

  /** The operation certainly did not happen. */
  failed(id: number): void {
    this.#open.delete(id);
  }

  /**
   * A read of `key` that began at `beganMicros` was answered.
   *
   * @throws Violation
   */
  answered(key: string, sight: BoundedSight, beganMicros: number): void {
    const { found, revision, stalenessMicros } = sight;
    const past = this.#pastOf(key);
    const ageMicros = Math.ceil((stalenessMicros * 1e6) / (1e6 - this.#driftPpmMax)) + 1;
    const known = past.knownAt(beganMicros - ageMicros);
    if (known === null || (found && revision >= known.revision)) {
      return;
    }
    if (found || !this.#mayBeDeleted(key, past, known)) {
      const what = found ? `revision ${revision}` : 'nothing';
      throw new Violation(
        'bounded-staleness',
        'linearizability',
        `a read of "${key}" that says it is at most ${stalenessMicros} micros old shows ${what}, ` +
          `but revision ${known.revision} was known ${beganMicros - known.endedMicros} micros before it was asked`,
      );
    }
  }

  /** Whether a delete may have followed the write that made that revision. */
  #mayBeDeleted(key: string, past: KeyPast, known: Known): boolean {
    const isOpen = [...this.#open.values()].some(
      ({ input }) => input.key === key && input.kind !== 'get' && valueLeft(input) === null,
    );
    return isOpen || past.deletesEnded.some((ended) => ended >= known.beganMicros);
  }

  #pastOf(key: string): KeyPast {
    let past = this.#pasts.get(key);
    if (past === undefined) {
      past = new KeyPast();
      this.#pasts.set(key, past);
    }
    return past;
  }
}
