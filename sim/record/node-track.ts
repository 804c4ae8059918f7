import type { SimHost } from '../world/sim-host.ts';
import { RECORD_LIMITS } from './limits.ts';
import { Newest } from './newest.ts';
import type { NodeState, RecordedNode, Span } from './recording.ts';

/** The states of the machine that a node runs on, one after the other. */
export class NodeTrack {
  readonly #number: number;
  /** The machine with this id now; an emptied one takes the place of the one before it. */
  #host: SimHost;
  readonly #states = new Newest<Span & { readonly state: NodeState }>(RECORD_LIMITS.statesMax);
  #state: NodeState;
  #sinceMicros: number;

  constructor(host: SimHost, number: number, state: NodeState, nowMicros: number) {
    this.#host = host;
    this.#number = number;
    this.#state = state;
    this.#sinceMicros = nowMicros;
  }

  get omitted(): number {
    return this.#states.dropped;
  }

  enter(host: SimHost, state: NodeState, nowMicros: number): void {
    this.#host = host;
    if (state !== this.#state) {
      this.#close(nowMicros);
      this.#state = state;
    }
  }

  finish(endMicros: number): RecordedNode {
    this.#close(endMicros);
    const { id, options, driftPpm } = this.#host;
    const states = this.#states.items;
    return { node: id, number: this.#number, address: options.address, driftPpm, states };
  }

  #close(untilMicros: number): void {
    if (untilMicros > this.#sinceMicros) {
      this.#states.push({ fromMicros: this.#sinceMicros, untilMicros, state: this.#state });
    }
    this.#sinceMicros = untilMicros;
  }
}
