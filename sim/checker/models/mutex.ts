import { ILLEGAL, type Model } from '../model.ts';

export interface MutexInput {
  readonly kind: 'acquire' | 'release';
}

/** A completed acquire or release succeeded; there is nothing else to say. */
export interface MutexOutput {
  readonly kind: 'done';
}

export type MutexModel = Model<boolean, MutexInput, MutexOutput>;

/** A lock without owners: acquire is legal when it is free, release when it is held. */
export function mutex(held = false): MutexModel {
  return {
    name: 'mutex',
    initial: held,
    partition: () => '',
    step: (state, input) => (state === (input.kind === 'release') ? !state : ILLEGAL),
    observes: () => false,
    overwrites: () => false,
    stateKey: Number,
    operationKey: (input) => input.kind,
    describeState: (state) => (state ? 'held' : 'free'),
    describe: (input, output) => `${input.kind} → ${output === null ? 'unknown' : 'ok'}`,
  };
}
