import { ILLEGAL, type Model, type Refusal } from '../model.ts';
import { type Scalar, scalarKey } from './scalar.ts';

/** One step of a transaction; a read of null stands for "whatever it holds". */
export interface MicroOperation {
  readonly kind: 'read' | 'write';
  readonly register: string;
  readonly value: Scalar;
}

/** The steps happen in order, all at one moment. */
export interface TransactionInput {
  readonly steps: readonly MicroOperation[];
}

/** The same steps, with what the reads returned. */
export interface TransactionOutput {
  readonly steps: readonly MicroOperation[];
}

type Registers = ReadonlyMap<string, Scalar>;
export type MultiRegisterModel = Model<Registers, TransactionInput, TransactionOutput>;

/** Registers under atomic transactions; one that `initial` does not name begins with 0. */
export function multiRegister(initial: Readonly<Record<string, Scalar>> = {}): MultiRegisterModel {
  return {
    name: 'multi-register',
    initial: new Map(Object.entries(initial)),
    partition: () => '',
    step: (state, input, output) => run(state, output?.steps ?? input.steps, output !== null),
    observes: (input) => input.steps.every((step) => step.kind === 'read'),
    overwrites: () => false,
    stateKey: registersKey,
    operationKey: (input, output) => JSON.stringify([input.steps, output?.steps]),
    describeState: registersKey,
    describe: (input, output) =>
      output === null ? `${stepsText(input.steps)} → unknown` : stepsText(output.steps),
  };
}

function run(
  state: Registers,
  steps: readonly MicroOperation[],
  readsCount: boolean,
): Registers | Refusal {
  const next = new Map(state);
  for (const step of steps) {
    if (step.kind === 'write') {
      next.set(step.register, step.value);
    } else if (readsCount && step.value !== null && heldBy(next, step.register) !== step.value) {
      return ILLEGAL;
    }
  }
  return next;
}

function heldBy(registers: Registers, name: string): Scalar {
  return registers.has(name) ? (registers.get(name) ?? null) : 0;
}

function registersKey(registers: Registers): string {
  const names = [...registers.keys()].sort();
  return names.map((name) => `${name}=${scalarKey(heldBy(registers, name))}`).join(' ');
}

function stepsText(steps: readonly MicroOperation[]): string {
  return steps.map((step) => `${step.kind} ${step.register} ${scalarKey(step.value)}`).join(', ');
}
