import type { History, Moment, Operation } from '../history.ts';
import type { EventType, EventWords } from './foreign-event.ts';
import { ProcessNumbers } from './process-numbers.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An event to be written. */
export interface WrittenEvent {
  /** Position of its operation in the history. */
  readonly operation: number;
  readonly process: number;
  readonly at: Moment;
  readonly type: EventType;
  readonly words: EventWords;
}

/** What `history` tells, in the order of time, under processes that each do one thing at a time. */
export function writtenEvents<State, Input, Output>(
  history: History<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): WrittenEvent[] {
  const events = history.operations
    .flatMap((operation) => endsOf(operation, vocabulary))
    .sort((a, b) => a.at.event - b.at.event);
  const numbers = new ProcessNumbers(history.operations.map(({ client }) => client));
  const processes = new Map<number, number>();
  return events.map((event) => {
    const client = history.operations[event.operation]?.client ?? '';
    const process = processes.get(event.operation) ?? numbers.take(client);
    processes.set(event.operation, process);
    if (event.type === 'ok' || event.type === 'fail') {
      numbers.giveBack(process);
    }
    return { ...event, process };
  });
}

function endsOf<State, Input, Output>(
  { id, input, call, outcome }: Operation<Input, Output>,
  vocabulary: Vocabulary<State, Input, Output>,
): Omit<WrittenEvent, 'process'>[] {
  const asked = vocabulary.words(input, null);
  const begin = { operation: id, at: call, type: 'invoke', words: asked } as const;
  if (outcome.kind === 'completed') {
    const words = vocabulary.words(input, outcome.output);
    return [begin, { operation: id, at: outcome.at, type: typeOf(words), words }];
  }
  if (outcome.at === null) {
    return [begin];
  }
  const type = outcome.kind === 'failed' ? 'fail' : 'info';
  return [begin, { operation: id, at: outcome.at, type, words: asked }];
}

/** Words with an error tell of an operation that was refused. */
function typeOf(words: EventWords): EventType {
  return words.fields.has('error') ? 'fail' : 'ok';
}
