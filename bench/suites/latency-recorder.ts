import { percentile } from '../result/statistics.ts';

/** What many latencies have in common, in microseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** Keeps every latency, so that percentiles are exact; 8 bytes each. */
export class LatencyRecorder {
  #values = new Float64Array(4096);
  #count = 0;
  #totalUs = 0;

  get count(): number {
    return this.#count;
  }

  /** Sum of all latencies, in microseconds. */
  get totalUs(): number {
    return this.#totalUs;
  }

  record(us: number): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count] = us;
    this.#count += 1;
    this.#totalUs += us;
  }

  summary(): LatencySummary {
    const sorted = this.#values.slice(0, this.#count).sort();
    return {
      count: this.#count,
      meanUs: this.#count === 0 ? 0 : this.#totalUs / this.#count,
      p50Us: percentile(sorted, 0.5),
      p99Us: percentile(sorted, 0.99),
      maxUs: percentile(sorted, 1),
    };
  }
}
