import { type GroupId, type NodeId, toGroupId, toNodeId } from '../../src/base/ids.ts';
import { present, unreachable } from '../../src/base/invariant.ts';
import { LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import { TcpClient } from '../../src/io/client/tcp-client.ts';
import { EncodedRecords } from './encoded-records.ts';
import { type LoadControl, PHASES } from './load-control.ts';
import type { LoadResult, LoadTask } from './load-task.ts';
import { NumberList } from './number-list.ts';

const SECOND = 1_000_000;

/** What every client of a load waits for. */
export const LOAD_CLIENT = {
  deployment: 1,
  sessions: true,
  attemptMicros: 3 * SECOND,
  deadlineMicros: 30 * SECOND,
  backoffMicros: SECOND / 50,
};

/** A closed loop: as soon as one operation has its outcome, the next one begins. */
export class LoadRun {
  readonly #task: LoadTask;
  readonly #control: LoadControl;
  readonly #records: EncodedRecords;
  readonly #clients: readonly TcpClient[];
  readonly #groups: readonly GroupId[];
  readonly #acknowledged = new NumberList();
  readonly #latenciesUs = new NumberList();
  readonly #lastAnswerMs: number[];
  #unavailableMs = 0;
  #started = 0;
  #running = 0;
  #unknown = 0;
  #errors = 0;
  #firstError: string | null = null;
  #stopped: () => void = () => undefined;

  constructor(task: LoadTask, control: LoadControl) {
    this.#task = task;
    this.#control = control;
    this.#records = new EncodedRecords(task);
    this.#groups = task.groups.map(toGroupId);
    const nodes: NodeId[] = task.nodes.map(toNodeId);
    this.#clients = Array.from(
      { length: task.connections },
      () => new TcpClient({ ...LOAD_CLIENT, nodes }),
    );
    this.#lastAnswerMs = this.#groups.map(() => performance.now());
  }

  async untilStopped(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      for (const client of this.#clients) {
        for (let i = 0; i < this.#task.window; i++) {
          this.#next(client);
        }
      }
    });
    for (const client of this.#clients) {
      client.close();
    }
  }

  result(cpuMicros: number): LoadResult {
    return {
      acknowledged: Uint32Array.from(this.#acknowledged.view()),
      unknown: this.#unknown,
      errors: this.#errors,
      firstError: this.#firstError,
      latenciesUs: Float64Array.from(this.#latenciesUs.view()),
      unavailableMs: this.#unavailableMs,
      cpuMicros,
    };
  }

  #next(client: TcpClient): void {
    if (this.#running >= this.#inFlightMax()) {
      if (this.#running === 0) {
        this.#stopped();
      }
      return;
    }
    this.#running++;
    if (this.#isReadNext()) {
      this.#read(client);
    } else {
      this.#write(client);
    }
  }

  /** What ends beyond it is not followed by another operation. */
  #inFlightMax(): number {
    const { phase } = this.#control;
    switch (phase) {
      case PHASES.warmUp:
      case PHASES.measure:
        return Number.POSITIVE_INFINITY;
      case PHASES.disturb:
        return this.#task.disturbedInFlight;
      case PHASES.stop:
        return 0;
      default:
        return unreachable(phase);
    }
  }

  /** Reads and writes alternate evenly in the ratio that was asked for. */
  #isReadNext(): boolean {
    const { readRatio } = this.#task;
    const step = this.#started;
    return (
      this.#acknowledged.length > 0 &&
      Math.floor((step + 1) * readRatio) > Math.floor(step * readRatio)
    );
  }

  #write(client: TcpClient): void {
    const { first, stride } = this.#task;
    const sequence = first + stride * this.#started++;
    const record = this.#records.make(sequence);
    const at = record.attrId % this.#groups.length;
    const group = present(this.#groups[at], 'a record has a group');
    const beganMs = performance.now();
    client.submit(
      group,
      {
        kind: 'write',
        command: 'put',
        key: record.key,
        value: record.value,
        expected: null,
      },
      (outcome) => {
        if (outcome.kind === 'written' && outcome.result.status === 'ok') {
          this.#acknowledged.push(sequence);
        }
        this.#end(client, at, beganMs, outcome);
      },
    );
  }

  #read(client: TcpClient): void {
    this.#started++;
    const sequence = this.#acknowledged.at(this.#started % this.#acknowledged.length);
    const record = this.#records.make(sequence);
    const at = record.attrId % this.#groups.length;
    const group = present(this.#groups[at], 'a record has a group');
    const beganMs = performance.now();
    client.submit(group, { kind: 'read', key: record.key, freshness: LINEARIZABLE }, (outcome) =>
      this.#end(client, at, beganMs, outcome),
    );
  }

  #end(client: TcpClient, group: number, beganMs: number, outcome: Outcome): void {
    const nowMs = performance.now();
    this.#running--;
    if (outcome.kind === 'unknown') {
      this.#unknown++;
    } else if (outcome.kind === 'failed') {
      this.#errors++;
      this.#firstError ??= `${outcome.code}: ${outcome.reason}`;
    } else if (outcome.kind === 'written' && outcome.result.status !== 'ok') {
      this.#errors++;
      this.#firstError ??= `a write ended with "${outcome.result.status}"`;
    } else {
      this.#control.countAnswered();
      this.#noteAnswer(group, beganMs, nowMs);
    }
    this.#next(client);
  }

  #noteAnswer(group: number, beganMs: number, nowMs: number): void {
    const { phase } = this.#control;
    if (phase === PHASES.measure) {
      this.#latenciesUs.push((nowMs - beganMs) * 1000);
    }
    if (phase === PHASES.measure || phase === PHASES.disturb) {
      const silentMs = nowMs - (this.#lastAnswerMs[group] as number);
      this.#unavailableMs = Math.max(this.#unavailableMs, silentMs);
    }
    this.#lastAnswerMs[group] = nowMs;
  }
}
