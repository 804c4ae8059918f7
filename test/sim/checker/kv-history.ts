import type { ClientId, History } from '../../../sim/checker/history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';

const KEY = 'k';

/** Inputs and outputs on one key, short enough for histories written by hand. */
export const get: KvInput = { kind: 'get', key: KEY };
export const del: KvInput = { kind: 'delete', key: KEY };

export function put(value: string): KvInput {
  return { kind: 'put', key: KEY, value };
}

export function cas(expected: string | null, value: string | null): KvInput {
  return { kind: 'cas', key: KEY, expected, value };
}

export function found(value: string, revision: number | null = null): KvOutput {
  return { kind: 'read', value, revision };
}

export const notFound: KvOutput = { kind: 'read', value: null, revision: null };
export const mismatch: KvOutput = { kind: 'mismatch', current: null };

export function written(
  revision: number | null = null,
  previousRevision: number | null = null,
): KvOutput {
  return { kind: 'written', revision, previousRevision };
}

/** A line of a history written by hand: who, what, and the answer, which may be no answer. */
export type Line = readonly [ClientId, KvInput, KvOutput | 'unknown' | 'failed'];

/** Operations that each end before the next begins, but for those of unknown outcome. */
export function oneAfterAnother(...lines: readonly Line[]): History<KvInput, KvOutput> {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  for (const [client, input, answer] of lines) {
    answerTo(recorder, recorder.invoke(client, input), answer);
  }
  return recorder.history();
}

/** Operations that all begin before the first ends. */
export function allAtOnce(...lines: readonly Line[]): History<KvInput, KvOutput> {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  const ids = lines.map(([client, input]) => recorder.invoke(client, input));
  for (const [i, [, , answer]] of lines.entries()) {
    answerTo(recorder, ids[i] ?? 0, answer);
  }
  return recorder.history();
}

function answerTo(recorder: HistoryRecorder<KvInput, KvOutput>, id: number, answer: Line[2]): void {
  if (answer === 'failed') {
    recorder.fail(id);
  } else if (answer === 'unknown') {
    recorder.unknown(id);
  } else {
    recorder.complete(id, answer);
  }
}
