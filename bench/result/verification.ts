import type { Failure, SuiteResults } from './results.ts';
import type { ClusterRow } from './rows.ts';

/** One failure for each thing that a cluster row did not keep, or did not do. */
export function verificationFailures(suites: SuiteResults): Failure[] {
  return (suites.cluster?.rows ?? []).flatMap((row) =>
    problemsOf(row).map((problem) => ({
      suite: 'cluster',
      message: `sync ${row.sync}, snapshot codec ${row.snapshotCodec}: ${problem}`,
    })),
  );
}

/** What the row did not keep, or did not do: one sentence for each. */
export function problemsOf(row: ClusterRow): string[] {
  const { acknowledged, verified, snapshotsSaved, snapshotsInstalled, groups } = row;
  const { errors, firstError = 'not told', joinedGroups = groups } = row;
  return [
    ...(acknowledged === 0 ? ['nothing was acknowledged'] : []),
    ...(verified < acknowledged
      ? [`${acknowledged - verified} of ${acknowledged} acknowledged records were not read back`]
      : []),
    ...(errors > 0 ? [`${errors} operations failed; the first: ${firstError}`] : []),
    ...(snapshotsSaved === 0 ? ['no snapshot was saved'] : []),
    ...(snapshotsInstalled === 0 ? ['no snapshot was installed'] : []),
    ...(joinedGroups < groups
      ? [`the node that joined was caught up by a snapshot in ${joinedGroups} of ${groups} groups`]
      : []),
  ];
}
