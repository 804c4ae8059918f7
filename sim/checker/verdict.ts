/** `inconclusive`: a budget ran out first. It is not a pass. */
export type Verdict = 'ok' | 'violation' | 'inconclusive';

/** The worse of two verdicts; a violation is worse than an open question. */
export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  if (a === 'violation' || b === 'violation') {
    return 'violation';
  }
  return a === 'ok' ? b : a;
}
