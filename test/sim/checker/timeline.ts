import fc from 'fast-check';
import type { History } from '../../../sim/checker/history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';

/** What becomes of an operation; `vanished` and `unknown` differ only in what really happened. */
export type Fate = 'completed' | 'unknown' | 'vanished' | 'failed';

/** An operation of a made-up history; times are ticks. */
export interface PlannedOperation<Input, Output> {
  readonly input: Input;
  readonly call: number;
  /** Ticks from the call to the effect, and from the effect to the end. */
  readonly untilEffect: number;
  readonly untilEnd: number;
  readonly fate: Fate;
  /** Returned instead of the truth; null: the truth. */
  readonly lie: Output | null;
}

/** Does `input` to a real object and returns what the client is told. */
export type TrueObject<Input, Output> = (input: Input) => Output;

/** The history that clients of `object` see when everything happens as planned. */
export function play<Input, Output>(
  planned: readonly PlannedOperation<Input, Output>[],
  object: TrueObject<Input, Output>,
): History<Input, Output> {
  const recorder = new HistoryRecorder<Input, Output>();
  const ids: number[] = [];
  const outputs: Output[] = [];
  for (const { index, phase } of momentsOf(planned)) {
    const operation = planned[index] as PlannedOperation<Input, Output>;
    const { input, fate, lie } = operation;
    if (phase === 'call') {
      ids[index] = recorder.invoke(index, input);
    } else if (phase === 'effect' && (fate === 'completed' || fate === 'unknown')) {
      outputs[index] = object(input);
    } else if (phase === 'end') {
      close(recorder, ids[index] as number, fate, lie ?? (outputs[index] as Output));
    }
  }
  return recorder.history();
}

/** Up to `maxLength` operations that overlap, with some unknown outcomes, failures and lies. */
export function plannedOperations<Input, Output>(
  input: fc.Arbitrary<Input>,
  lieAbout: (input: Input) => fc.Arbitrary<Output>,
  maxLength: number,
): fc.Arbitrary<PlannedOperation<Input, Output>[]> {
  const operation = input.chain((value) =>
    fc.record({
      input: fc.constant(value),
      call: fc.nat(16),
      untilEffect: fc.nat(6),
      untilEnd: fc.nat(6),
      fate: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Fate>('completed') },
        { weight: 2, arbitrary: fc.constant<Fate>('unknown') },
        { weight: 1, arbitrary: fc.constant<Fate>('vanished') },
        { weight: 1, arbitrary: fc.constant<Fate>('failed') },
      ),
      lie: fc.option(lieAbout(value), { freq: 5 }),
    }),
  );
  return fc.array(operation, { minLength: 2, maxLength });
}

interface PlannedMoment {
  readonly index: number;
  readonly phase: 'call' | 'effect' | 'end';
  readonly time: number;
}

function momentsOf(planned: readonly PlannedOperation<unknown, unknown>[]): PlannedMoment[] {
  return planned
    .flatMap(({ call, untilEffect, untilEnd }, index): PlannedMoment[] => [
      { index, phase: 'call', time: call },
      { index, phase: 'effect', time: call + untilEffect },
      { index, phase: 'end', time: call + untilEffect + untilEnd },
    ])
    .sort((a, b) => a.time - b.time);
}

function close<Input, Output>(
  recorder: HistoryRecorder<Input, Output>,
  id: number,
  fate: Fate,
  output: Output,
): void {
  if (fate === 'completed') {
    recorder.complete(id, output);
  } else if (fate === 'failed') {
    recorder.fail(id);
  } else {
    recorder.unknown(id);
  }
}
