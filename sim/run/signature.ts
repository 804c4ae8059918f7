import type { ReportedViolation } from './run-result.ts';

/**
 * What makes two failures the same one: the oracle, and of an engine that stopped by itself also what
 * it said, without numbers.
 */
export function signatureOf(
  violation: Pick<ReportedViolation, 'oracle' | 'message'> | null,
): string {
  if (violation === null) {
    return 'none';
  }
  const { oracle, message } = violation;
  const [first = ''] = message.split('\n');
  return oracle === 'engine' ? `engine: ${first.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '#')}` : oracle;
}
