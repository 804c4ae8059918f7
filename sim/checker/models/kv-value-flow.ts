import type { Call } from '../model.ts';
import type { ValueFlow } from '../value-flow.ts';
import { type KvInput, type KvOutput, type KvSight, valueLeft } from './kv-operation.ts';
import type { KvState } from './kv-state.ts';
import type { Scalar } from './scalar.ts';

/** How values go through raftlab's keys; absence counts as a value. */
export const kvValueFlow: ValueFlow<KvState, KvInput, KvOutput> = {
  held: (state) => state.value,
  left: (input) => (input.kind === 'get' ? undefined : valueLeft(input)),
  needed: (input, output) => {
    const sight = sightOf(output);
    if (sight !== null) {
      return sight.value;
    }
    return input.kind === 'cas' && output?.kind !== 'mismatch' ? input.expected : undefined;
  },
  outputSeenBy: (_, witness) => ({
    kind: 'written',
    revision: sightOf(witness)?.revision ?? null,
    previousRevision: null,
  }),
};

function sightOf(output: KvOutput | null): KvSight | null {
  switch (output?.kind) {
    case 'read':
      return output;
    case 'mismatch':
      return output.current;
    default:
      return null;
  }
}

/** Every value that one of `calls` compares with the one held. */
export function comparedIn(calls: readonly Call<KvInput, KvOutput>[]): ReadonlySet<Scalar> {
  return new Set(
    calls.flatMap(({ input, output }) => {
      const expected = input.kind === 'cas' ? [input.expected] : [];
      const sight = sightOf(output);
      return sight === null ? expected : [...expected, sight.value];
    }),
  );
}
