import { ILLEGAL, type Model, NEVER, type Refusal } from '../model.ts';
import {
  changesKey,
  describeKv,
  type KvInput,
  type KvOutput,
  type KvSight,
  type KvWritten,
  valueLeft,
} from './kv-operation.ts';
import { ABSENT, describeKvState, type KvState } from './kv-state.ts';
import { comparedIn, kvValueFlow } from './kv-value-flow.ts';
import { blurUnseen, type Scalar } from './scalar.ts';

export type KvModel = Model<KvState, KvInput, KvOutput>;

/**
 * raftlab's keys: get, put, delete and compare-and-set, every key absent at first.
 *
 * Revisions that are reported must rise with every change of a key, and a read must report that of
 * the change that wrote what it returns; what is not reported is not checked. Of several changes
 * in a row that report no revision, only one is counted.
 *
 * @param seen - the values to be told apart from others; null: all.
 */
export function kv(seen: ReadonlySet<Scalar> | null = null): KvModel {
  const blurred = (input: KvInput) => blur(input, seen);
  return {
    name: 'kv',
    initial: ABSENT,
    flow: kvValueFlow,
    focused: (calls) => kv(comparedIn(calls)),
    partition: (input) => input.key,
    step: (state, input, output) => step(state, blurred(input), output),
    observes: (input, output) => !changesKey(input, output),
    overwrites: (input, output) => input.kind === 'put' && reportsNothing(output),
    stateKey: ({ value, revision, exact }) =>
      `${exact ? '=' : '>'}${revision}${value === null ? '' : `:${value}`}`,
    operationKey: (input, output) => JSON.stringify([blurred(input), output]),
    describeState: describeKvState,
    describe: describeKv,
  };
}

function blur(input: KvInput, seen: ReadonlySet<Scalar> | null): KvInput {
  const isWrite = input.kind === 'put' || input.kind === 'cas';
  // Absence is always told apart: previous revisions depend on it.
  return isWrite && input.value !== null
    ? { ...input, value: blurUnseen(input.value, seen) }
    : input;
}

function step(state: KvState, input: KvInput, output: KvOutput | null): KvState | Refusal {
  if (!changesKey(input, output)) {
    return observe(state, input, output);
  }
  const written = output?.kind === 'written' ? output : NOT_REPORTED;
  const refusal = refuseRevisions(state, written) ?? refuseValue(state, input);
  return refusal ?? change(state, valueLeft(input), written.revision);
}

function reportsNothing(output: KvOutput | null): boolean {
  return (
    output === null ||
    (output.kind === 'written' && output.revision === null && output.previousRevision === null)
  );
}

const NOT_REPORTED: KvWritten = { revision: null, previousRevision: null };

function observe(state: KvState, input: KvInput, output: KvOutput | null): KvState | Refusal {
  if (output?.kind === 'read') {
    return see(state, output);
  }
  if (input.kind === 'cas' && output?.kind === 'mismatch') {
    if (state.value === input.expected) {
      return ILLEGAL;
    }
    return output.current === null ? state : see(state, output.current);
  }
  return state;
}

/** The state as far as the sight tells more about it, or why it cannot be seen. */
function see(state: KvState, { value, revision }: KvSight): KvState | Refusal {
  if (value === null || revision === null) {
    return state.value === value ? state : ILLEGAL;
  }
  if (revision < state.revision || (revision === state.revision && !state.exact)) {
    return NEVER;
  }
  if (revision === state.revision) {
    return state.value === value ? state : NEVER;
  }
  return state.exact || state.value !== value ? ILLEGAL : { value, revision, exact: true };
}

function refuseRevisions(state: KvState, written: KvWritten): Refusal | null {
  const { revision, previousRevision } = written;
  const least = Math.max(state.revision, previousRevision ?? 0);
  if (revision !== null && revision !== 0 && revision <= least) {
    return NEVER;
  }
  return previousRevision === null ? null : refusePrevious(state, previousRevision);
}

/** A deleted key may report either no previous revision or that of the deletion. */
function refusePrevious(state: KvState, previous: number): Refusal | null {
  if (previous === 0) {
    return state.value === null ? null : ILLEGAL;
  }
  if (previous < state.revision || (previous === state.revision && !state.exact)) {
    return NEVER;
  }
  return previous > state.revision && state.exact ? ILLEGAL : null;
}

function refuseValue(state: KvState, input: KvInput): Refusal | null {
  return input.kind === 'cas' && input.expected !== state.value ? ILLEGAL : null;
}

function change(state: KvState, value: string | null, revision: number | null): KvState | Refusal {
  if (revision === 0 || (revision === null && value === null && state.value === null)) {
    return value === null && state.value === null ? state : ILLEGAL;
  }
  return revision === null
    ? { value, revision: state.revision, exact: false }
    : { value, revision, exact: true };
}
