import { present } from '../../src/base/invariant.ts';
import type { Decisions } from '../base/decisions.ts';
import type { SimEvent } from '../world/sim-event.ts';
import { RecordedDecisions } from './recorded-decisions.ts';
import type { Choice, Schedule, ScheduledOperation, Stroke } from './schedule.ts';
import { TieRecorder } from './tie-recorder.ts';

/** Writes the schedule of one run while it goes on; the run is the same with and without. */
export class ScheduleRecorder {
  readonly #strokes: Stroke[] = [];
  readonly #operations: ScheduledOperation[] = [];
  readonly #ties = new TieRecorder();
  #decisions: RecordedDecisions | null = null;

  decisionsOf(chance: Decisions, clock: { readonly nowMicros: number }): Decisions {
    this.#decisions = new RecordedDecisions(chance, clock);
    return this.#decisions;
  }

  /** A fault takes place; its choices are to be added as they are made. */
  strikes(stroke: Omit<Stroke, 'choices'>): Choice[] {
    const choices: Choice[] = [];
    this.#strokes.push({ ...stroke, choices });
    return choices;
  }

  begins(operation: ScheduledOperation): void {
    this.#operations.push(operation);
  }

  pushed(event: SimEvent, owner: number): void {
    this.#ties.pushed(event, owner);
  }

  happens(event: SimEvent, nowMicros: number): void {
    this.#ties.happens(event, nowMicros);
  }

  /** What was decided, once the run has ended. */
  get schedule(): Schedule {
    const { streams } = present(this.#decisions, 'the recorded run was begun');
    return {
      strokes: this.#strokes,
      operations: this.#operations,
      ...streams,
      ties: this.#ties.ties,
    };
  }
}
