import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { reproduceRun } from './reproduce-run.ts';
import { rounded } from './run-line.ts';
import { RunPool } from './run-pool.ts';
import { exitCodeOf, rowOf, type ScenarioRow, type Told } from './scenario-rows.ts';
import type { RunChoice, ScenariosCommand } from './sim-command.ts';
import { failureText } from './sweep-totals.ts';
import { toTask } from './to-task.ts';

/**
 * Tells every scenario, with each of the seeds, and prints a line for each as it is over.
 *
 * @returns the exit code of the first that did not end as it must, 0 when all did.
 * @throws Interrupted after everything was cleaned up.
 */
export async function scenariosCommand(
  command: ScenariosCommand,
  streams: Streams,
): Promise<number> {
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  // With --json the lines are progress, and nobody waits for them in a pipe.
  const lines = command.json
    ? streams.stderr.isTTY === true
      ? streams.stderr
      : null
    : streams.stdout;
  try {
    const pool = await RunPool.open(command.mutant, command.jobs, cleanup);
    const telling = SCENARIOS.map((scenario) => tellAll(scenario, command, pool));
    const rows: ScenarioRow[] = [];
    for (const row of telling) {
      rows.push(await unlessAborted(row, signal));
      lines?.write(textOf(rows[rows.length - 1] as ScenarioRow, command));
    }
    streams.stdout.write(
      command.json ? `${JSON.stringify(lineOf(command, rows))}\n` : `${summaryOf(rows)}\n`,
    );
    return exitCodeOf(rows);
  } finally {
    cleanup.run();
    stop();
  }
}

async function tellAll(
  scenario: Scenario,
  { first, last, mutant }: ScenariosCommand,
  pool: RunPool,
): Promise<ScenarioRow> {
  const choice = choiceOf(scenario.name, mutant);
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const runs = await Promise.all(
    seeds.map(async (seed): Promise<Told> => {
      const task = toTask(String(seed), choice);
      try {
        const answer = await pool.run({ task, inDetail: false, progress: null });
        return { kind: 'done', seed, answer };
      } catch (error) {
        return { kind: 'broken', seed, error: error as Error };
      }
    }),
  );
  return rowOf(scenario, runs);
}

function choiceOf(scenario: string, mutant: string | null): RunChoice {
  return { profile: 'default', scenario, overrides: {}, mutant };
}

const NAME_WIDTH = Math.max(...SCENARIOS.map(({ name }) => name.length));

function textOf(row: ScenarioRow, { mutant }: ScenariosCommand): string {
  const { name, passed, runs, ending, virtualSeconds, threadSeconds } = row;
  const end = ending === 'pass' ? '' : `, as it must, with ${ending}`;
  const verdict = passed === runs ? `ok${end}` : `FAILED ${runs - passed} of ${runs}`;
  const times = `${virtualSeconds.toFixed(0)} virtual and ${threadSeconds.toFixed(1)} real seconds`;
  const failures = row.failures.flatMap((failure) => [
    `  ${failureText(failure)}`,
    `    reproduce: ${reproduceRun(failure.seed, choiceOf(name, mutant))}`,
  ]);
  return `${[`${name.padEnd(NAME_WIDTH)}  ${verdict}; ${times}`, ...failures].join('\n')}\n`;
}

function summaryOf(rows: readonly ScenarioRow[]): string {
  const good = rows.filter(({ failures }) => failures.length === 0);
  return `${good.length} of ${rows.length} scenarios ended as they must`;
}

function lineOf({ first, last, jobs, mutant }: ScenariosCommand, rows: readonly ScenarioRow[]) {
  const total = (field: 'runs' | 'passed') => rows.reduce((sum, row) => sum + row[field], 0);
  return {
    schema: 1,
    kind: 'scenarios',
    seeds: `${first}..${last}`,
    mutant,
    jobs,
    runs: total('runs'),
    passed: total('passed'),
    exitCode: exitCodeOf(rows),
    rows: rows.map((row) => ({
      ...row,
      virtualSeconds: rounded(row.virtualSeconds, 3),
      threadSeconds: rounded(row.threadSeconds, 3),
    })),
  };
}
