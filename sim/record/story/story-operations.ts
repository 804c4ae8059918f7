import type { CheckResult } from '../../checker/check-history.ts';
import type { Operation } from '../../checker/history.ts';
import { describeKv, type KvInput, type KvOutput } from '../../checker/models/kv-operation.ts';
import type { PartitionResult } from '../../checker/partition-check.ts';
import type { Attempted } from './client-watch.ts';
import type { StoryOperation } from './story.ts';

type KvOperation = Operation<KvInput, KvOutput>;

/** Characters shown of long words. */
const WORDS_MAX = 120;

/**
 * What clients asked for and learnt, each with its place in an order that explains all of its key.
 *
 * @param attempts - what was asked on one connection, in the order of the requests.
 */
export function storyOperations(
  operations: readonly KvOperation[],
  { partitions }: CheckResult,
  attempts: (connection: number) => readonly Attempted[],
): StoryOperation[] {
  const rowsOf = attributed(operations, attempts);
  const places = new Map(partitions.flatMap((partition) => placesOf(operations, partition)));
  const failing = new Set(partitions.map(({ violation }) => violation?.failing));
  return operations.map((operation) => {
    const { id, client, input, call, outcome } = operation;
    const place = places.get(id);
    return {
      id,
      client: Number(client),
      key: input.key,
      words: wordsOf(operation),
      fromMicros: call.micros,
      untilMicros: outcome.at?.micros ?? null,
      outcome: outcome.kind,
      place: place?.place ?? -1,
      effectMicros: place?.atMicros ?? null,
      isFailing: failing.has(id),
      rows: rowsOf.get(id) ?? [],
    };
  });
}

function wordsOf({ input, outcome }: KvOperation): string {
  const output = outcome.kind === 'completed' ? outcome.output : null;
  const words = describeKv(input, output).replace(/\.{4,}/g, '…');
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
}

/** An operation takes effect when it was called, or right after the one before it in the order. */
function placesOf(
  operations: readonly KvOperation[],
  { order, violation }: PartitionResult,
): [number, { readonly place: number; readonly atMicros: number }][] {
  let atMicros = 0;
  return (order ?? violation?.prefix ?? []).map((id, place) => {
    atMicros = Math.max(atMicros, operations[id]?.call.micros ?? 0);
    return [id, { place, atMicros }];
  });
}

/** Operations by the requests that carried them: a client asks in the order of its calls. */
function attributed(
  operations: readonly KvOperation[],
  attempts: (connection: number) => readonly Attempted[],
): Map<number, readonly number[]> {
  const byClient = new Map<number, KvOperation[]>();
  for (const operation of operations) {
    const client = Number(operation.client);
    const own = byClient.get(client) ?? [];
    byClient.set(client, own);
    own.push(operation);
  }
  const rows = new Map<number, readonly number[]>();
  for (const [client, own] of byClient) {
    let next = 0;
    for (const attempt of attempts(client)) {
      const at = own.findIndex((operation, i) => i >= next && carries(attempt, operation));
      if (attempt.kind !== null && at >= 0) {
        rows.set((own[at] as KvOperation).id, attempt.rows);
        next = at + 1;
      }
    }
  }
  return rows;
}

function carries(
  { kind, key, fromMicros }: Attempted,
  { input, call, outcome }: KvOperation,
): boolean {
  const isOpen = call.micros <= fromMicros && (outcome.at?.micros ?? fromMicros) >= fromMicros;
  return isOpen && kind === input.kind && key === input.key;
}
