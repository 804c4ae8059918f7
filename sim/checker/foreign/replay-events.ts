import type { History } from '../history.ts';
import { HistoryRecorder } from '../history-recorder.ts';
import type { ForeignEvent } from './foreign-event.ts';
import { type EventPair, pairEvents } from './pair-events.ts';
import type { Said, Vocabulary } from './vocabulary.ts';

/** Nanoseconds are Jepsen's unit of `:time`. */
const NANOS_PER_MICRO = 1000;

/** A history and where its operations stand in the file it came from. */
export interface ForeignHistory<Input, Output> {
  readonly history: History<Input, Output>;
  /** By operation: positions among the file's events; null when there is no completion. */
  readonly positions: readonly EventPositions[];
}

export interface EventPositions {
  readonly invocation: number;
  readonly completion: number | null;
}

/**
 * The history that `events` tell, in their order.
 *
 * An operation without completion, or with one of type `info`, has an unknown outcome. One of type
 * `fail` did not happen, unless the vocabulary says that the failure shows something.
 *
 * @throws DecodeError
 */
export function replayEvents<State, Input, Output>(
  events: readonly ForeignEvent[],
  vocabulary: Vocabulary<State, Input, Output>,
): ForeignHistory<Input, Output> {
  const replay = new Replay(vocabulary);
  for (const [position, pair] of pairEvents(events).entries()) {
    const event = events[position];
    if (pair !== null && event !== undefined) {
      replay.take(event, pair, position);
    }
  }
  return { history: replay.recorder.history(), positions: replay.positions };
}

class Replay<State, Input, Output> {
  readonly recorder = new HistoryRecorder<Input, Output>();
  readonly positions: EventPositions[] = [];
  readonly #vocabulary: Vocabulary<State, Input, Output>;
  readonly #ids = new Map<EventPair, number>();
  readonly #inputs = new Map<EventPair, Input>();

  constructor(vocabulary: Vocabulary<State, Input, Output>) {
    this.#vocabulary = vocabulary;
  }

  take(event: ForeignEvent, pair: EventPair, position: number): void {
    const id = this.#ids.get(pair);
    const input = this.#inputs.get(pair);
    if (id === undefined || input === undefined) {
      this.#invoke(event, pair, position);
    } else {
      this.positions[id] = {
        invocation: this.positions[id]?.invocation ?? 0,
        completion: position,
      };
      this.#complete(id, input, event);
    }
  }

  #invoke(event: ForeignEvent, pair: EventPair, position: number): void {
    const input = this.#vocabulary.input(askedIn(pair));
    this.#inputs.set(pair, input);
    this.#ids.set(pair, this.recorder.invoke(event.process, input, microsOf(event)));
    this.positions.push({ invocation: position, completion: null });
  }

  #complete(id: number, input: Input, event: ForeignEvent): void {
    const micros = microsOf(event);
    if (event.type === 'ok') {
      this.recorder.complete(id, this.#vocabulary.output(input, event), micros);
      return;
    }
    const seen = event.type === 'fail' ? this.#vocabulary.refusal(input, event) : null;
    if (seen !== null) {
      this.recorder.complete(id, seen, micros);
    } else if (event.type === 'fail') {
      this.recorder.fail(id, micros);
    } else {
      this.recorder.unknown(id, micros);
    }
  }
}

/** What was asked; an acknowledgement repeats it, and what it repeats counts. */
function askedIn({ invocation, completion }: EventPair): Said {
  const isRepeated = completion?.type === 'ok' && completion.value !== null;
  return isRepeated ? { ...invocation, value: completion.value } : invocation;
}

function microsOf(event: ForeignEvent): number {
  const nanos = event.fields.get('time');
  return typeof nanos === 'number' ? Math.floor(nanos / NANOS_PER_MICRO) : 0;
}
