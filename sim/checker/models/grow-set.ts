import { ILLEGAL, type Model, type Refusal } from '../model.ts';
import { compareScalars, type Scalar, scalarKey } from './scalar.ts';

export type SetInput = { readonly kind: 'add'; readonly value: Scalar } | { readonly kind: 'read' };

export type SetOutput =
  | { readonly kind: 'added' }
  /** The elements in the order in which they came. */
  | { readonly kind: 'read'; readonly values: readonly Scalar[] };

/** The elements in the order of `compareScalars`, without duplicates. */
type Elements = readonly Scalar[];
export type SetModel = Model<Elements, SetInput, SetOutput>;

/** A set that only grows; a read returns every element exactly once, in any order. */
export function growSet(initial: readonly Scalar[] = []): SetModel {
  return {
    name: 'set',
    initial: initial.reduce<Elements>(withElement, []),
    partition: () => '',
    step,
    observes: (input) => input.kind === 'read',
    overwrites: () => false,
    stateKey: elementsKey,
    operationKey: (input, output) => JSON.stringify([input, output]),
    describeState: elementsKey,
    describe,
  };
}

function step(state: Elements, input: SetInput, output: SetOutput | null): Elements | Refusal {
  if (input.kind === 'add') {
    return withElement(state, input.value);
  }
  if (output?.kind !== 'read') {
    return state;
  }
  return elementsKey([...output.values].sort(compareScalars)) === elementsKey(state)
    ? state
    : ILLEGAL;
}

function withElement(elements: Elements, value: Scalar): Elements {
  return elements.includes(value) ? elements : [...elements, value].sort(compareScalars);
}

function elementsKey(elements: Elements): string {
  return JSON.stringify(elements);
}

function describe(input: SetInput, output: SetOutput | null): string {
  const asked = input.kind === 'add' ? `add ${scalarKey(input.value)}` : 'read';
  if (output === null) {
    return `${asked} → unknown`;
  }
  return `${asked} → ${output.kind === 'read' ? elementsKey(output.values) : 'ok'}`;
}
