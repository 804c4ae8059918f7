import { medianBy } from '../result/statistics.ts';

/** How to measure some cases several times. */
export interface RepeatPlan<Case, Row> {
  readonly cases: readonly Case[];
  readonly repeat: number;
  readonly measure: (item: Case) => Promise<Row>;
  /** What decides which repetition is the median one. */
  readonly metric: (row: Row) => number;
  /** Whether a repetition went wrong, so that no other may stand for it. */
  readonly isFaulty?: (row: Row) => boolean;
}

/**
 * One row for each case: the repetition with the median metric, with all metrics as raw samples; or
 * the first faulty one, which must not disappear behind others that went well.
 *
 * All cases are measured once before any is measured again, so that a disturbance that lasts does
 * not hit one case alone.
 */
export async function repeatInterleaved<Case, Row extends object>(
  plan: RepeatPlan<Case, Row>,
): Promise<(Row & { readonly rawSamples: readonly number[] })[]> {
  const runs: Row[][] = plan.cases.map(() => []);
  for (let round = 0; round < plan.repeat; round++) {
    for (const [at, item] of plan.cases.entries()) {
      runs[at]?.push(await plan.measure(item));
    }
  }
  return runs.flatMap((rows) => {
    const shown = rows.find((row) => plan.isFaulty?.(row)) ?? medianBy(rows, plan.metric);
    return shown === undefined ? [] : [{ ...shown, rawSamples: rows.map(plan.metric) }];
  });
}
