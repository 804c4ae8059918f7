import type { Outcome } from '../../src/client/operation.ts';

/** Whether what was asked for was done: a write took effect, or a read saw something. */
export function isServed(outcome: Outcome): boolean {
  return outcome.kind === 'read' || (outcome.kind === 'written' && outcome.result.status === 'ok');
}
