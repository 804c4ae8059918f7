import type { CaseEnd, CountedCase } from './case-counts.ts';
import { FOREIGN_KINDS, type ForeignKind } from './kinds.ts';

/** How many cases the data itself says that it has, by kind; null where it does not say. */
export type CasesThere = (kind: ForeignKind) => number | null;

/**
 * What became of the foreign cases, for people.
 *
 * @param counted - null where the data is absent.
 */
export function summarize(counted: readonly CountedCase[] | null, there: CasesThere): string {
  if (counted === null) {
    return 'foreign cases: none ran, for there is no foreign data on this machine';
  }
  const ends = endsByCase(counted);
  return ['foreign cases', ...FOREIGN_KINDS.flatMap((kind) => linesOf(kind, ends, there))].join(
    '\n',
  );
}

/** Whether a case failed, in whatever test it ran. */
export function hasFailure(counted: readonly CountedCase[]): boolean {
  return counted.some(({ end }) => end.kind === 'failed');
}

/** A case may run in several tests, as once encoded and once decoded: then its worst end counts. */
function endsByCase(counted: readonly CountedCase[]): ReadonlyMap<string, CountedCase> {
  const ends = new Map<string, CountedCase>();
  for (const one of counted) {
    const key = `${one.file}: ${one.name}`;
    const known = ends.get(key);
    if (known === undefined || weight(one.end) > weight(known.end)) {
      ends.set(key, one);
    }
  }
  return ends;
}

function weight(end: CaseEnd): number {
  return ['passed', 'excluded', 'failed'].indexOf(end.kind);
}

function linesOf(
  kind: ForeignKind,
  ends: ReadonlyMap<string, CountedCase>,
  there: CasesThere,
): string[] {
  const cases = [...ends.values()].filter((one) => one.kind === kind);
  const having = (end: CaseEnd['kind']) => cases.filter((one) => one.end.kind === end);
  const [passed, failed, excluded] = [having('passed'), having('failed'), having('excluded')];
  const missing = Math.max(0, (there(kind) ?? 0) - cases.length);
  const parts = [
    `${passed.length} passed`,
    ...some(failed.length, 'failed'),
    ...some(excluded.length, 'excluded'),
    ...some(missing, 'not run'),
  ];
  return [
    `  ${kind.padEnd(16)}${parts.join(', ')}`,
    ...failed.map(({ file, name }) => `    failed: ${file}: ${name}`),
    ...excluded.map(({ file, name, end }) => `    ${file}: ${name}: ${reasonOf(end)}`),
  ];
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function reasonOf(end: CaseEnd): string {
  return end.kind === 'excluded' ? end.reason : '';
}
