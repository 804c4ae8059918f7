import type { ReportedViolation } from '../run/run-result.ts';

const SIGNATURE_MAX = 160;
/** Quoted values, addresses, numbers: what differs between two runs that show the same mistake. */
const PARTICULARS: readonly (readonly [RegExp, string])[] = [
  [/"(?:[^"\\]|\\.)*"/g, '"…"'],
  [/\b\d+\.\d+\.\d+\.\d+:\d+\b/g, '#'],
  [/\b[0-9a-f]{8,}\b/g, '#'],
  [/\d+(?:\.\d+)?/g, '#'],
];

/** What two failures have in common that show the same: the oracle, and its sentence without particulars. */
export function signatureOf({
  oracle,
  message,
}: Pick<ReportedViolation, 'oracle' | 'message'>): string {
  const [first = ''] = message.split('\n');
  const situation = PARTICULARS.reduce(
    (text, [pattern, instead]) => text.replace(pattern, instead),
    first,
  );
  return `${oracle}: ${situation}`.slice(0, SIGNATURE_MAX);
}
