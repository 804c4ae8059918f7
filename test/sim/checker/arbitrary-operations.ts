import fc from 'fast-check';
import type {
  CasRegisterInput,
  CasRegisterOutput,
} from '../../../sim/checker/models/cas-register.ts';
import type { KvAppendInput, KvAppendOutput } from '../../../sim/checker/models/kv-append.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';

const KEY = 'k';

export const casRegisterInput: fc.Arbitrary<CasRegisterInput> = fc.oneof(
  fc.constant<CasRegisterInput>({ kind: 'read' }),
  fc.record({ kind: fc.constant('write' as const), value: fc.nat(2) }),
  fc.record({
    kind: fc.constant('cas' as const),
    expected: fc.option(fc.nat(2), { freq: 6 }),
    value: fc.nat(2),
  }),
);

/** Some output that an operation of that kind may have. */
export function casRegisterOutput(input: CasRegisterInput): fc.Arbitrary<CasRegisterOutput> {
  switch (input.kind) {
    case 'read':
      return fc.option(fc.nat(2)).map((value) => ({ kind: 'read', value }));
    case 'write':
      return fc.constant({ kind: 'written' });
    default:
      return fc.constantFrom<CasRegisterOutput>({ kind: 'written' }, { kind: 'mismatch' });
  }
}

const value = fc.constantFrom('v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7');

export const kvInput: fc.Arbitrary<KvInput> = fc.oneof(
  fc.constant<KvInput>({ kind: 'get', key: KEY }),
  fc.record({ kind: fc.constant('put' as const), key: fc.constant(KEY), value }),
  fc.constant<KvInput>({ kind: 'delete', key: KEY }),
  fc.record({
    kind: fc.constant('cas' as const),
    key: fc.constant(KEY),
    expected: fc.option(value),
    value: fc.option(value),
  }),
);

/** Some output that an operation of that kind may have; revisions are reported or not. */
export function kvOutput(
  input: KvInput,
  { revisions }: { readonly revisions: boolean },
): fc.Arbitrary<KvOutput> {
  const revision = revisions ? fc.option(fc.nat(7)) : fc.constant(null);
  const sight = fc.record({ value: fc.option(value), revision });
  const read = sight.map((seen): KvOutput => ({ kind: 'read', ...seen }));
  const written = fc.record({
    kind: fc.constant('written' as const),
    revision,
    previousRevision: revision,
  });
  const mismatch = fc.record({
    kind: fc.constant('mismatch' as const),
    current: fc.option(sight),
  });
  switch (input.kind) {
    case 'get':
      return read;
    case 'cas':
      return fc.oneof<fc.Arbitrary<KvOutput>[]>(written, mismatch);
    default:
      return written;
  }
}

const text = fc.constantFrom('a', 'b', 'ab', '');

export const kvAppendInput: fc.Arbitrary<KvAppendInput> = fc.oneof(
  fc.constant<KvAppendInput>({ kind: 'get', key: KEY }),
  fc.record({ kind: fc.constant('append' as const), key: fc.constant(KEY), value: text }),
  fc.record({ kind: fc.constant('put' as const), key: fc.constant(KEY), value: text }),
);

/** Some output that an operation of that kind may have. */
export function kvAppendOutput(input: KvAppendInput): fc.Arbitrary<KvAppendOutput> {
  return input.kind === 'get'
    ? fc.record({
        kind: fc.constant('read' as const),
        value: fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'aba'),
      })
    : fc.constant({ kind: 'written' });
}
