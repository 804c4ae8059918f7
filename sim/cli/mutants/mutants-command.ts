import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from '../../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../../src/cli/command/interruption.ts';
import { LiveProgress } from '../../../src/cli/command/live-progress.ts';
import { type Progress, silentProgress } from '../../../src/cli/command/progress.ts';
import { createReportDirectory } from '../../../src/cli/command/report-directory.ts';
import { shortPath } from '../../../src/cli/command/short-path.ts';
import type { Streams } from '../../../src/cli/command/streams.ts';
import { MUTANTS } from '../../mutants/catalogue.ts';
import type { Mutant } from '../../mutants/mutant.ts';
import { EXIT_CODES, GATE_MISSED } from '../../run/verdict.ts';
import { RunPool } from '../run-pool.ts';
import type { MutantsCommand } from '../sim-command.ts';
import { campaign } from './campaign.ts';
import { CampaignLog } from './campaign-log.ts';
import { scoreTable } from './print-score.ts';
import { isDecided, type Score, scoreOf } from './score.ts';

const MS_PER_MINUTE = 60_000;

/**
 * Hunts mutants, prints how many are found, and draws it. What was run before in the same directory
 * counts as far as neither engine nor simulator have changed since.
 *
 * @returns 0 when every gate is met and a run of each mutant says something, 17 when a gate is missed,
 *   15 when too little was run to tell.
 * @throws Interrupted after everything was cleaned up; what was run until then stays.
 */
export async function mutantsCommand(command: MutantsCommand, streams: Streams): Promise<number> {
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const directory = createReportDirectory('mutants', command.output.out, new Date(), cleanup);
    const work = hunt(command, directory, streams, { cleanup, signal });
    const score = await unlessAborted(work, signal);
    const page = await drawn(score, directory, command);
    const line = lineOf(score, page);
    writeFileSync(join(directory, 'mutants.json'), `${JSON.stringify(line, null, 2)}\n`);
    streams.stdout.write(
      command.output.json
        ? `${JSON.stringify(line)}\n`
        : `${scoreTable(score, streams.stdout.isTTY === true)}\nreport: ${page}\n`,
    );
    return exitCodeOf(score);
  } finally {
    cleanup.run();
    stop();
  }
}

async function hunt(
  command: MutantsCommand,
  directory: string,
  streams: Streams,
  { cleanup, signal }: { readonly cleanup: Cleanup; readonly signal: AbortSignal },
): Promise<Score> {
  const { minutes, jobs, seedsMax, durationMicros, shrinkSeconds } = command;
  const mutants = chosen(command);
  const endMs = minutes === null ? Infinity : performance.now() + minutes * MS_PER_MINUTE;
  const display =
    streams.stderr.isTTY === true ? new LiveProgress('mutants', streams.stderr) : null;
  const progress: Progress = display ?? silentProgress;
  const party = {
    log: new CampaignLog(directory),
    clean: await RunPool.open(null, jobs, cleanup),
    cleanup,
    signal,
    durationMicros,
    shrinkSeconds,
    isOver: () => signal.aborted || performance.now() >= endMs,
    onRun: () => undefined,
  };
  try {
    const hunts = await campaign({ mutants, seedsMax, jobs }, party, progress);
    return scoreOf(
      mutants,
      hunts.flatMap(({ runs }) => runs),
    );
  } finally {
    display?.close();
  }
}

function chosen({ ids, tier }: MutantsCommand): Mutant[] {
  return MUTANTS.filter(
    (mutant) =>
      (ids === null || ids.includes(mutant.id)) && (tier === null || mutant.tier === tier),
  );
}

/** Missed outweighs open: nothing that could still be run would help. */
export function exitCodeOf({ gates, rows }: Pick<Score, 'gates' | 'rows'>): number {
  if (gates.some(({ state }) => state === 'missed')) {
    return GATE_MISSED;
  }
  const isOpen = gates.some(({ state }) => state === 'open');
  return isOpen || !rows.every(isDecided) ? EXIT_CODES.inconclusive : EXIT_CODES.pass;
}

async function drawn(score: Score, directory: string, { durationMicros }: MutantsCommand) {
  // Loaded only now: charts cost time.
  const { renderMutantsReport } = await import('../../../reports/mutants/mutants-report.ts');
  const page = join(directory, 'index.html');
  writeFileSync(page, renderMutantsReport(score, durationMicros));
  return shortPath(page);
}

/** The object that the command prints with --json (docs/simulation.md). */
function lineOf(score: Score, report: string): object {
  const { killed, total, falseAlarms, gates, rows } = score;
  return {
    schema: 1,
    kind: 'mutants',
    score: { killed, total },
    falseAlarms,
    exitCode: exitCodeOf(score),
    gates,
    rows,
    report,
  };
}
