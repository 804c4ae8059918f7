import type { BoundedSight } from '../../src/codec/client/response.ts';
import type { ResultStatus } from '../../src/kv/result.ts';
import type { History } from '../checker/history.ts';
import { HistoryRecorder } from '../checker/history-recorder.ts';
import type { KvInput, KvOutput } from '../checker/models/kv-operation.ts';
import type { OnlineAlarm } from '../checker/online/online-alarm.ts';
import { OnlineKvCheck } from '../checker/online/online-kv-check.ts';
import type { Excuses } from './excuses.ts';
import { StaleReads } from './stale-reads.ts';
import { Violation } from './violation.ts';
import { checkWriteAnswer } from './write-answers.ts';

/**
 * What clients asked for and learnt. Plain violations of linearizability end the run with the
 * answer that shows them; the rest is left to the checker at its end.
 */
export class ClientAnswers {
  readonly #recorder = new HistoryRecorder<KvInput, KvOutput>();
  readonly #online = new OnlineKvCheck();
  readonly #stale: StaleReads;

  /** Operations that are committed and have no outcome yet. */
  readonly #committed = new Set<number>();

  readonly #excuses: Excuses | null;

  /** @param driftPpmMax - how wrong any machine's clock is at most */
  constructor(driftPpmMax = 0, excuses: Excuses | null = null) {
    this.#stale = new StaleReads(driftPpmMax);
    this.#excuses = excuses;
  }

  /** Opens an operation and returns its id. */
  invoke(client: number, input: KvInput, micros: number): number {
    const id = this.#recorder.invoke(client, input, micros);
    this.#online.invoked(id, client, input);
    this.#stale.invoked(id, input, micros);
    return id;
  }

  /** The client was told that the operation is in the log for good. */
  committed(id: number): void {
    this.#committed.add(id);
  }

  /** A write was answered, with `status`. @throws Violation when that is no answer to it. */
  written(input: KvInput, status: ResultStatus): void {
    this.#attempt(() => checkWriteAnswer(input, status));
  }

  /** The client was told `output`. @throws Violation */
  complete(id: number, output: KvOutput, micros: number): void {
    this.#committed.delete(id);
    this.#recorder.complete(id, output, micros);
    this.#stale.completed(id, output, micros);
    this.#refuse(this.#online.completed(id, output));
  }

  /** The client was told that the operation did not and will not happen. @throws Violation */
  fail(id: number, micros: number): void {
    if (this.#committed.has(id)) {
      const message = `operation ${id} was called committed, and then failed`;
      throw new Violation('answered-once', 'invariant', message);
    }
    this.#recorder.fail(id, micros);
    this.#stale.failed(id);
    this.#refuse(this.#online.failed(id));
  }

  /** The client gave up waiting. */
  unknown(id: number, micros: number): void {
    this.#committed.delete(id);
    this.#recorder.unknown(id, micros);
    this.#online.unknown(id);
    this.#stale.completed(id, null, micros);
  }

  /**
   * A bounded read, which is no part of the history, was answered.
   *
   * @throws Violation
   */
  sawStale(key: string, sight: BoundedSight, beganMicros: number): void {
    this.#attempt(() => this.#stale.answered(key, sight, beganMicros));
  }

  history(): History<KvInput, KvOutput> {
    return this.#recorder.history();
  }

  #attempt(check: () => void): void {
    this.#excuses === null ? check() : this.#excuses.attempt(check);
  }

  #refuse(alarm: OnlineAlarm | null): void {
    if (alarm !== null && this.#excuses?.excuse(alarm.oracle) !== true) {
      throw new Violation(alarm.oracle, 'linearizability', alarm.message);
    }
  }
}
