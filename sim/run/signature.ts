import type { ReportedViolation } from './run-result.ts';

/**
 * Oracles with many sentences: of one that says that something did not happen, the name alone would take
 * a cluster that never had a leader for one that lost an answer.
 */
const MANY_SENTENCES: ReadonlySet<string> = new Set([
  'engine',
  'scenario',
  'core',
  'convergence',
  'service',
]);

/** What makes two failures the same one: the oracle, and of some also what it said, without numbers. */
export function signatureOf(
  violation: Pick<ReportedViolation, 'oracle' | 'message'> | null,
): string {
  if (violation === null) {
    return 'none';
  }
  const { oracle, message } = violation;
  return MANY_SENTENCES.has(oracle) ? `${oracle}: ${sentenceOf(message)}` : oracle;
}

/** The first line without numbers and lists of them, and without the circumstances that come after it. */
function sentenceOf(message: string): string {
  const [first = ''] = message.split('\n');
  const [sentence = ''] = first.split('; ');
  return sentence.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#').replace(/#(?:[.,] ?#)+/g, '#');
}
