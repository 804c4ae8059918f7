import type { Failure, SuiteResults } from './results.ts';

/** One failure for each cluster row that lost something it had acknowledged. */
export function verificationFailures(suites: SuiteResults): Failure[] {
  return (suites.cluster?.rows ?? [])
    .filter((row) => row.verified < row.acknowledged)
    .map((row) => ({
      suite: 'cluster',
      message: `sync ${row.sync}, snapshot codec ${row.snapshotCodec}: ${row.acknowledged - row.verified} of ${row.acknowledged} acknowledged records were not read back`,
    }));
}
