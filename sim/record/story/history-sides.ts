import { present } from '../../../src/base/invariant.ts';
import type { Operation } from '../../checker/history.ts';
import { kv } from '../../checker/models/kv.ts';
import {
  describeKv,
  describeOutput,
  type KvInput,
  type KvOutput,
} from '../../checker/models/kv-operation.ts';
import type { Violation } from '../../checker/violation.ts';
import { causeOf } from '../../checker/violation-cause.ts';
import type { KvHistory } from '../../run/run-result.ts';
import type { Disagreement, DisagreementRow } from './story.ts';

type KvOperation = Operation<KvInput, KvOutput>;

/** Operations of each side that are shown, the last ones. */
const SHOWN_MAX = 6;
const STATES_MAX = 3;
const MICROS_PER_SECOND = 1_000_000;

/**
 * What one client saw of a key, in the order in which it asked, beside the longest order of everybody's
 * operations that explains what had been answered before: both from their ends backwards.
 */
export function historySides(history: KvHistory, key: string, violation: Violation): Disagreement {
  const operation = (id: number) => present(history.operations[id], 'an operation of the history');
  const { prefix, states, open } = violation;
  const failing = operation(violation.failing);
  const own = ownBefore(history, key, failing);
  const explained = prefix.map(operation);
  const { outcome, client } = failing;
  const said = outcome.kind === 'completed' ? describeOutput(outcome.output) : 'nothing';
  return {
    title: `Key ${key}: what client ${client} saw, and what one copy of the data would show`,
    columns: [
      `Client ${client}, in the order in which it asked`,
      'The order that explains the rest',
    ],
    rows: [
      differing('ends with', words(failing), words(explained.at(-1))),
      differing('the key held', short(said), states.slice(0, STATES_MAX).map(short).join(' or ')),
      ...causeRows(history, failing),
      ...rowsBefore(own, explained.slice(0, -1)),
      ...open.slice(0, SHOWN_MAX).map((id) => alike('still open', '', words(operation(id)))),
    ],
  };
}

/** What the client had asked of the key before, but for what certainly did not happen. */
function ownBefore({ operations }: KvHistory, key: string, failing: KvOperation): KvOperation[] {
  return operations.filter(
    ({ client, input, call, outcome }) =>
      client === failing.client &&
      input.key === key &&
      call.event < failing.call.event &&
      outcome.kind !== 'failed',
  );
}

function rowsBefore(
  own: readonly KvOperation[],
  explained: readonly KvOperation[],
): DisagreementRow[] {
  const [left, right] = [own, explained].map((side) => side.slice(1 - SHOWN_MAX).reverse());
  const rows = Array.from({ length: Math.max(left?.length ?? 0, right?.length ?? 0) }, (_, i) =>
    alike('before that', words(left?.[i]), words(right?.[i])),
  );
  const [fewer, more] = [own, explained].map(({ length }) => length + 1 - SHOWN_MAX);
  const rest = [fewer, more].map((count = 0) => (count > 0 ? `${count} more` : ''));
  return rest.join('') === '' ? rows : [...rows, alike('and before', rest[0] ?? '', rest[1] ?? '')];
}

/** Why what the client saw cannot be, where that can be told without an order. */
function causeRows(history: KvHistory, { id, client }: KvOperation): DisagreementRow[] {
  const cause = causeOf(history, kv(), id);
  switch (cause?.kind) {
    case 'never-written':
      return [differing('which was', 'written by nobody', '')];
    case 'written-later':
      return [differing('which was', `written only later, by #${cause.writer}`, '')];
    case 'overwritten': {
      const by = `overwritten by #${cause.by} before client ${client} asked`;
      return [differing('which was', `written by #${cause.writer}`, by)];
    }
    default:
      return [];
  }
}

/** `#7, client 3: get "a" → "v1" (1.251317 to 1.251687 s)` */
function words(operation: KvOperation | undefined): string {
  if (operation === undefined) {
    return '';
  }
  const { id, client, input, call, outcome } = operation;
  const output = outcome.kind === 'completed' ? outcome.output : null;
  const span =
    outcome.kind === 'completed'
      ? `${seconds(call.micros)} to ${seconds(outcome.at.micros)} s`
      : `from ${seconds(call.micros)} s on`;
  return `#${id}, client ${client}: ${short(describeKv(input, output))} (${span})`;
}

function differing(name: string, left: string, right: string): DisagreementRow {
  return { name, values: [left, right], isDifferent: true };
}

function alike(name: string, left: string, right: string): DisagreementRow {
  return { name, values: [left, right], isDifferent: false };
}

function seconds(micros: number): string {
  return (micros / MICROS_PER_SECOND).toFixed(6);
}

/** Values are made long with dots. */
function short(text: string): string {
  return text.replace(/\.{4,}/g, '…');
}
