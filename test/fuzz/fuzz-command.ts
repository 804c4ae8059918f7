import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { Piscina } from 'piscina';
import { answerErrors } from '../../src/cli/command/answer-errors.ts';
import { LiveProgress } from '../../src/cli/command/live-progress.ts';
import { someOf, wholeNumber } from '../../src/cli/command/option-values.ts';
import { parseProgram } from '../../src/cli/command/parse-program.ts';
import { type Progress, silentProgress } from '../../src/cli/command/progress.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { addOutcomes, type CampaignOutcome, NO_OUTCOME } from './campaign.ts';
import { FUZZED_DECODERS } from './decoders.ts';
import type { WorkerTask } from './worker.ts';

const INPUTS = 1_000_000;
/** Inputs of one part, which takes a second or so. */
const PART_INPUTS = 20_000;
/** A part that takes longer hangs. */
const PART_MS_MAX = 120_000;
/** A thread that needs more memory than this takes it for what bytes merely announce. */
const THREAD_MIB = 256;
/** Samples have less than a tenth of this. */
const RESERVED_BYTES_MAX = 64 * 1024;
const EXIT_DEFECT = 1;

interface Flags {
  readonly inputs: number;
  readonly decoder: readonly string[];
  readonly jobs: number;
  readonly json?: boolean;
}

/** What the command runs, and on what. */
interface Campaign {
  readonly flags: Flags;
  readonly pool: Piscina<WorkerTask, CampaignOutcome>;
  readonly progress: Progress;
}

/** What a decoder's campaign came to, as `--json` prints it. */
interface Row extends CampaignOutcome {
  readonly decoder: string;
  readonly seconds: number;
  readonly verdict: 'pass' | 'fail';
}

/** Gives every decoder changed inputs; returns the exit code and does not throw. */
export async function fuzzCommand(argv: readonly string[], streams: Streams): Promise<number> {
  const manners = { name: 'fuzz', exitFailed: EXIT_DEFECT };
  return await answerErrors(manners, argv, streams, async () => {
    let flags: Flags | null = null;
    const program = fuzzProgram((parsed) => {
      flags = parsed;
    });
    const help = parseProgram(program, argv);
    if (help !== null || flags === null) {
      streams.stdout.write(help ?? '');
      return 0;
    }
    return await run(flags, streams);
  });
}

function fuzzProgram(action: (flags: Flags) => void): Command {
  const names = FUZZED_DECODERS.map(({ name }) => name);
  return new Command('fuzz')
    .description('Gives decoders changed inputs: they must decode or refuse them, and do no harm.')
    .allowExcessArguments(false)
    .option(
      '--inputs <n>',
      `inputs for each decoder (default ${INPUTS})`,
      wholeNumber('--inputs', 1, 1_000_000_000),
      INPUTS,
    )
    .option('--decoder <names>', names.join(', '), someOf('--decoder', names), names)
    .option(
      '--jobs <n>',
      'threads (default: one per core)',
      wholeNumber('--jobs', 1, 1024),
      availableParallelism(),
    )
    .option('--json', 'print one JSON object as the last line of stdout')
    .option('--verbose', 'show stack traces')
    .action(action);
}

async function run(flags: Flags, { stdout, stderr }: Streams): Promise<number> {
  const progress = stderr.isTTY === true ? new LiveProgress('fuzz', stderr) : null;
  const pool = new Piscina<WorkerTask, CampaignOutcome>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: flags.jobs,
    resourceLimits: { maxOldGenerationSizeMb: THREAD_MIB },
  });
  try {
    return await runAll({ flags, pool, progress: progress ?? silentProgress }, stdout);
  } finally {
    progress?.close();
    await pool.destroy();
  }
}

async function runAll(campaign: Campaign, stdout: Streams['stdout']): Promise<number> {
  const { inputs, decoder: names, json } = campaign.flags;
  const rows: Row[] = [];
  campaign.progress.expect(names.length * Math.ceil(inputs / PART_INPUTS));
  for (const name of names) {
    campaign.progress.working(name);
    const row = await runDecoder(campaign, name);
    rows.push(row);
    stdout.write(rowText(row));
  }
  const failed = rows.filter(({ verdict }) => verdict === 'fail').length;
  if (json === true) {
    stdout.write(`${JSON.stringify({ schema: 1, kind: 'fuzz', inputs, failed, rows })}\n`);
  }
  return failed === 0 ? 0 : EXIT_DEFECT;
}

async function runDecoder(campaign: Campaign, decoder: string): Promise<Row> {
  const { inputs, jobs } = campaign.flags;
  const startMs = performance.now();
  const parts: WorkerTask[] = [];
  for (let from = 0; from < inputs; from += PART_INPUTS) {
    parts.push({ decoder, inputs: { from, count: Math.min(PART_INPUTS, inputs - from) } });
  }
  let outcome = NO_OUTCOME;
  // One part at a time for each thread: the time that it may take must not pass in a queue.
  const lanes = Array.from({ length: jobs }, async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      outcome = addOutcomes(outcome, await runPart(campaign, part));
    }
  });
  await Promise.all(lanes);
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  const passes = outcome.defects === 0 && outcome.reservedBytesMax <= RESERVED_BYTES_MAX;
  return { decoder, ...outcome, seconds, verdict: passes ? 'pass' : 'fail' };
}

/** A thread that hangs or runs out of memory is a defect of one of the inputs of its part. */
async function runPart({ pool, progress }: Campaign, task: WorkerTask): Promise<CampaignOutcome> {
  try {
    return await pool.run(task, { signal: AbortSignal.timeout(PART_MS_MAX) });
  } catch (error) {
    const { from, count } = task.inputs;
    const defect = `inputs ${from} to ${from + count - 1}: ${error}`;
    return { ...NO_OUTCOME, inputs: count, defects: 1, firstDefects: [defect] };
  } finally {
    progress.advance();
  }
}

function rowText(row: Row): string {
  const numbers = [
    `${row.decoded} decoded`,
    `${row.refused} refused`,
    `${row.defects} defects`,
    `slowest ${Math.round(row.slowestMicros)} µs`,
    `at most ${row.reservedBytesMax} bytes at once`,
    `${row.seconds} s`,
  ];
  const defects = row.firstDefects.map((defect) => `    ${defect}\n`).join('');
  return `${row.verdict}  ${row.decoder.padEnd(30)} ${numbers.join(', ')}\n${defects}`;
}
