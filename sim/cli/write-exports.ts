import { accessSync, closeSync, constants, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { shortPath } from '../../src/cli/command/short-path.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { eventLines } from '../record/export/event-lines.ts';
import { traceEvents } from '../record/export/perfetto-trace.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { Exports } from './sim-command.ts';

/** Characters that are written at a time. */
const BATCH_CHARACTERS = 1 << 16;

/** Files for other programs, as they were asked for; null for what was not. */
export interface Exported {
  readonly events: string | null;
  readonly perfetto: string | null;
}

/** Finds out before a run whether its files can be written after it. @throws UsageError */
export function refuseBadExports({ events, perfetto }: Exports): void {
  for (const [flag, file] of [
    ['--events', events],
    ['--perfetto', perfetto],
  ] as const) {
    if (file !== null && !canBeWritten(file)) {
      throw badValue(flag, file, 'a file that can be written, in a directory that exists');
    }
  }
}

/** Writes what was asked for of a run in detail. */
export function writeExports(
  { events, perfetto }: Exports,
  { result, detail }: WorkerAnswer,
): Exported {
  if (detail === null) {
    return { events: null, perfetto: null };
  }
  const { recording } = detail;
  if (events !== null) {
    writeAll(events, eventLines(recording.story, result));
  }
  if (perfetto !== null) {
    writeAll(perfetto, traceText(traceEvents(recording, result)));
  }
  return { events: pathOf(events), perfetto: pathOf(perfetto) };
}

function* traceText(events: Iterable<object>): Generator<string> {
  let before = '{"displayTimeUnit":"ms","traceEvents":[\n';
  for (const event of events) {
    yield `${before}${JSON.stringify(event)}`;
    before = ',\n';
  }
  yield '\n]}\n';
}

function writeAll(file: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, 'w');
  try {
    let batch = '';
    for (const piece of pieces) {
      batch += piece;
      if (batch.length >= BATCH_CHARACTERS) {
        writeSync(descriptor, batch);
        batch = '';
      }
    }
    writeSync(descriptor, batch);
  } finally {
    closeSync(descriptor);
  }
}

function canBeWritten(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    const known = statSync(file, { throwIfNoEntry: false });
    if (known !== undefined) {
      accessSync(file, constants.W_OK);
    }
    return known?.isDirectory() !== true;
  } catch {
    return false;
  }
}

function pathOf(file: string | null): string | null {
  return file === null ? null : shortPath(file);
}
