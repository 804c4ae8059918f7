import type { History } from '../../../sim/checker/history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import { mix32 } from '../../../src/base/hash.ts';
import type { TrueObject } from './timeline.ts';
import { trueStore } from './true-objects.ts';

/** A load on a correct store; shares are between 0 and 1. */
export interface SyntheticLoad {
  readonly seed: number;
  readonly clients: number;
  readonly operations: number;
  readonly keys: number;
  /** Whether outputs carry revisions. */
  readonly revisions: boolean;
  /** How many different values are written; Infinity: each write has its own. */
  readonly values: number;
  readonly unknownShare: number;
}

type Phase = 'idle' | 'called' | 'done';

interface Client {
  phase: Phase;
  id: number;
  input: KvInput;
  output: KvOutput | null;
}

/** What `load.clients` clients, each with one operation at a time, see of a correct store. */
export function syntheticHistory(load: SyntheticLoad): History<KvInput, KvOutput> {
  const simulation = new Simulation(load);
  return simulation.run();
}

/** `history` with the value of one late read replaced by that of a read of long before. */
export function withStaleRead(history: History<KvInput, KvOutput>): History<KvInput, KvOutput> {
  const reads = history.operations.filter(
    ({ outcome }) =>
      outcome.kind === 'completed' &&
      outcome.output.kind === 'read' &&
      outcome.output.value !== null,
  );
  const early = reads[Math.floor(reads.length * 0.3)];
  const late = reads[Math.floor(reads.length * 0.9)];
  return {
    operations: history.operations.map((operation) =>
      operation === late && operation.outcome.kind === 'completed' && early !== undefined
        ? {
            ...operation,
            outcome: { ...operation.outcome, output: outputOfCompleted(early.outcome) },
          }
        : operation,
    ),
  };
}

function outputOfCompleted(
  outcome: History<KvInput, KvOutput>['operations'][number]['outcome'],
): KvOutput {
  return outcome.kind === 'completed' ? outcome.output : { kind: 'mismatch', current: null };
}

class Simulation {
  readonly #load: SyntheticLoad;
  readonly #recorder = new HistoryRecorder<KvInput, KvOutput>();
  readonly #store: TrueObject<KvInput, KvOutput>;
  readonly #clients: Client[];
  /** Operations given up by their clients that may still reach the store. */
  readonly #late: KvInput[] = [];
  #draws = 0;
  #begun = 0;

  constructor(load: SyntheticLoad) {
    this.#load = load;
    this.#store = trueStore({ revisions: load.revisions });
    this.#clients = Array.from({ length: load.clients }, () => ({
      phase: 'idle',
      id: 0,
      input: { kind: 'get', key: '' },
      output: null,
    }));
  }

  run(): History<KvInput, KvOutput> {
    while (this.#begun < this.#load.operations || this.#clients.some(isBusy)) {
      this.#step(this.#draw(this.#load.clients));
      if (this.#late.length > 0 && this.#draw(50) === 0) {
        this.#store(this.#late.shift() as KvInput);
      }
    }
    return this.#recorder.history();
  }

  #step(number: number): void {
    const client = this.#clients[number] as Client;
    if (client.phase === 'idle') {
      this.#call(client, number);
    } else if (client.phase === 'called') {
      this.#serve(client);
    } else if (client.output !== null) {
      this.#recorder.complete(client.id, client.output);
      client.phase = 'idle';
    }
  }

  #call(client: Client, number: number): void {
    if (this.#begun < this.#load.operations) {
      client.input = this.#drawInput();
      client.id = this.#recorder.invoke(number, client.input);
      client.phase = 'called';
      this.#begun += 1;
    }
  }

  /** The store does what it is asked and answers; or the answer, or the request, gets lost. */
  #serve(client: Client): void {
    if (this.#draw(10_000) >= this.#load.unknownShare * 10_000) {
      client.output = this.#store(client.input);
      client.phase = 'done';
      return;
    }
    this.#recorder.unknown(client.id);
    client.phase = 'idle';
    const fate = this.#draw(3);
    if (fate === 0) {
      this.#store(client.input);
    } else if (fate === 1) {
      this.#late.push(client.input);
    }
  }

  #drawInput(): KvInput {
    const key = `key ${this.#draw(this.#load.keys)}`;
    const kind = this.#draw(20);
    if (kind < 9) {
      return { kind: 'get', key };
    }
    if (kind < 15) {
      return { kind: 'put', key, value: this.#drawValue() };
    }
    return kind < 16 ? { kind: 'delete', key } : this.#drawCas(key);
  }

  /** From a value that was put not long ago. */
  #drawCas(key: string): KvInput {
    const { values } = this.#load;
    const expected =
      values === Infinity ? `v${Math.max(0, this.#begun - this.#draw(20))}` : this.#drawValue();
    return { kind: 'cas', key, expected, value: this.#drawValue() };
  }

  #drawValue(): string {
    const { values } = this.#load;
    return `v${values === Infinity ? this.#begun : this.#draw(values)}`;
  }

  #draw(below: number): number {
    this.#draws += 1;
    return mix32(this.#load.seed, this.#draws) % below;
  }
}

function isBusy({ phase }: Client): boolean {
  return phase !== 'idle';
}
