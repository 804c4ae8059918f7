import type { MutantRun } from './score.ts';

/** The line above the stack: by itself, or behind what the error has stopped. */
const ERROR_OF_CODE = /^(?:[^:\n]*: )?(?:Type|Reference|Range|Syntax)Error\b.*\n\s+at /m;

/**
 * Whether the engine stopped on an error that the language makes of code that is wrong by itself. That
 * finds no mistake of consensus: any patch that reads what is not there would be found like this, so only
 * what the engine says itself (an InvariantError, or a RaftLabError) counts.
 */
export function isBrokenCode({ oracle, message }: Pick<MutantRun, 'oracle' | 'message'>): boolean {
  return oracle === 'engine' && message !== null && ERROR_OF_CODE.test(message);
}
