import { appendFileSync } from 'node:fs';
import { type ForeignKind, kindOf } from './kinds.ts';

/** The file that counted cases go to; without it, as in a run of one test file, nothing is counted. */
export const COUNTS_VARIABLE = 'RAFTLAB_FOREIGN_CASES';

export type CaseEnd =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' }
  /** It was not compared, for a reason that the summary tells. */
  | { readonly kind: 'excluded'; readonly reason: string };

/** One case of a foreign file, and how it ended. */
export interface CountedCase {
  readonly kind: ForeignKind;
  readonly file: string;
  readonly name: string;
  readonly end: CaseEnd;
}

/** Thrown by a case that cannot be compared with this engine. */
export class Excluded extends Error {}

/**
 * Runs one case of `file` and counts it. What fails is thrown on, so that the test fails too; what is
 * excluded is counted with its reason and returned.
 */
export function foreignCase(file: string, name: string, run: () => void): CaseEnd {
  const end = endOf(file, name, run);
  count({ kind: kindOf(file), file, name, end });
  return end;
}

function endOf(file: string, name: string, run: () => void): CaseEnd {
  try {
    run();
    return { kind: 'passed' };
  } catch (error) {
    if (error instanceof Excluded) {
      return { kind: 'excluded', reason: error.message };
    }
    count({ kind: kindOf(file), file, name, end: { kind: 'failed' } });
    throw error;
  }
}

/** A line for each case: short appends of several workers to one file do not mix. */
function count(counted: CountedCase): void {
  const path = process.env[COUNTS_VARIABLE];
  if (path !== undefined) {
    appendFileSync(path, `${JSON.stringify(counted)}\n`);
  }
}
