import type {
  CasRegisterInput,
  CasRegisterOutput,
} from '../../../sim/checker/models/cas-register.ts';
import type { KvAppendInput, KvAppendOutput } from '../../../sim/checker/models/kv-append.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import type { Scalar } from '../../../sim/checker/models/scalar.ts';
import type { TrueObject } from './timeline.ts';

/** A register that does what it is asked. */
export function trueRegister(): TrueObject<CasRegisterInput, CasRegisterOutput> {
  let held: Scalar = null;
  return (input) => {
    if (input.kind === 'read') {
      return { kind: 'read', value: held };
    }
    if (input.kind === 'cas' && input.expected !== held) {
      return { kind: 'mismatch' };
    }
    held = input.value;
    return { kind: 'written' };
  };
}

/** A map of texts that does what it is asked. */
export function trueTexts(): TrueObject<KvAppendInput, KvAppendOutput> {
  const texts = new Map<string, string>();
  return (input) => {
    const held = texts.get(input.key) ?? '';
    if (input.kind === 'get') {
      return { kind: 'read', value: held };
    }
    texts.set(input.key, input.kind === 'put' ? input.value : held + input.value);
    return { kind: 'written' };
  };
}

/** A store of keys that does what it is asked, and counts revisions over all keys. */
export function trueStore({
  revisions,
}: {
  readonly revisions: boolean;
}): TrueObject<KvInput, KvOutput> {
  const keys = new Map<string, { readonly value: string; readonly revision: number }>();
  let revision = 0;
  const told = (number: number) => (revisions ? number : null);
  return (input) => {
    const held = keys.get(input.key);
    if (input.kind === 'get') {
      const seen = held === undefined ? null : told(held.revision);
      return { kind: 'read', value: held?.value ?? null, revision: seen };
    }
    if (input.kind === 'cas' && input.expected !== (held?.value ?? null)) {
      return { kind: 'mismatch', current: null };
    }
    const previousRevision = told(held?.revision ?? 0);
    const value = input.kind === 'delete' ? null : input.value;
    if (value === null && held === undefined) {
      return { kind: 'written', revision: told(0), previousRevision };
    }
    revision += 1;
    if (value === null) {
      keys.delete(input.key);
    } else {
      keys.set(input.key, { value, revision });
    }
    return { kind: 'written', revision: told(revision), previousRevision };
  };
}
