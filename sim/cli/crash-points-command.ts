import { randomInt } from 'node:crypto';
import { RaftLabError } from '../../src/base/errors.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { listenForSignals, unlessAborted } from '../../src/cli/command/interruption.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';
import type { CrashFailure, CrashReport } from '../crash/crash-anywhere.ts';
import { type CrashRun, crashConfig, recordedRun } from '../crash/crash-run.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { plural } from './print-run.ts';
import { readCapsule } from './replay-command.ts';
import { rounded } from './run-line.ts';
import { RunPool } from './run-pool.ts';
import { showVirtualTime } from './show-run.ts';
import type { CrashPointsCommand } from './sim-command.ts';

const MICROS_PER_SECOND = 1_000_000;
/** Below this every seed is easy to type. */
const DRAWN_SEEDS = 2 ** 32;

interface Trial extends CrashRun {
  readonly seed: string;
  readonly mutant: string | null;
}

/**
 * Cuts the power at every moment of a run, and prints what came of it.
 *
 * @returns 0 when every start had what it must, 10 when one had not, 15 when nothing was tried.
 * @throws UsageError when the capsule cannot be read or tried; Interrupted when somebody ends it.
 */
export async function crashPointsCommand(
  command: CrashPointsCommand,
  streams: Streams,
): Promise<number> {
  const trial = trialOf(command, streams);
  const startMs = performance.now();
  const report = await reportOf(trial, streams);
  const wallSeconds = (performance.now() - startMs) / 1000;
  const verdict = verdictOf(report);
  const exitCode = EXIT_CODES[verdict];
  const { seed, mutant, leftOut } = trial;
  const line = { schema: 1, kind: 'crashPoints', seed, mutant, leftOut, verdict, exitCode };
  streams.stdout.write(
    command.json
      ? `${JSON.stringify({ ...line, ...numbersOf(report), wallSeconds: rounded(wallSeconds, 3) })}\n`
      : `${textOf(trial, report, wallSeconds)}\n`,
  );
  return exitCode;
}

function trialOf({ what, json }: CrashPointsCommand, streams: Streams): Trial {
  if (what.kind === 'capsule') {
    return trialOfCapsule(what.file, what.durationMicros ?? Infinity);
  }
  const { overrides, mutant } = what;
  const seed = what.seed ?? String(randomInt(DRAWN_SEEDS));
  if (what.seed === null) {
    (json ? streams.stderr : streams.stdout).write(`seed ${seed}\n`);
  }
  return { seed, mutant, config: crashConfig(seed, overrides), schedule: null, leftOut: 0 };
}

function trialOfCapsule(file: string, durationMicros: number): Trial {
  const { seed, choice, replay } = readCapsule(file);
  try {
    return { seed, mutant: choice.mutant, ...recordedRun(replay, durationMicros) };
  } catch (error) {
    throw error instanceof RaftLabError
      ? new UsageError(`--replay "${file}": ${error.message}`)
      : error;
  }
}

async function reportOf(
  { config, schedule, mutant }: Trial,
  streams: Streams,
): Promise<CrashReport> {
  const cleanup = new Cleanup();
  const { signal, stop } = listenForSignals(cleanup);
  try {
    const pool = await RunPool.open(mutant, 1, cleanup);
    const tried = showVirtualTime(config, streams, (progress) =>
      pool.crashPoints({ config, schedule, progress }, signal),
    );
    return await unlessAborted(tried, signal);
  } finally {
    cleanup.run();
    stop();
  }
}

function verdictOf({ failures, boundaries }: CrashReport) {
  if (failures.length > 0) {
    return 'invariant';
  }
  return boundaries === 0 ? 'inconclusive' : 'pass';
}

function numbersOf({ config, boundaries, reboots, failures, virtualMicros }: CrashReport) {
  const { nodes, groups } = config;
  const virtualSeconds = virtualMicros / MICROS_PER_SECOND;
  return { nodes, groups, virtualSeconds, boundaries, reboots, failures };
}

function textOf({ seed, mutant, leftOut }: Trial, report: CrashReport, wallSeconds: number) {
  const { boundaries, reboots, failures } = report;
  const whose = `seed ${seed}${mutant === null ? '' : `, mutant ${mutant}`}`;
  const without = leftOut === 0 ? '' : `, without ${plural(leftOut, 'change')} of members`;
  const tried = `${plural(boundaries, 'moment')}, ${plural(reboots, 'start')} on what a power cut left, ${wallSeconds.toFixed(1)} s${without}`;
  return failures.length === 0
    ? `${whose}: ${boundaries === 0 ? 'nothing was tried' : 'pass'}; ${tried}`
    : [`${whose}: FAILED; ${tried}`, ...failures.map(describe)].join('\n');
}

function describe({ node, virtualMicros, boundary, kept, message }: CrashFailure): string {
  const seconds = (virtualMicros / MICROS_PER_SECOND).toFixed(6);
  return node === 0
    ? `  at ${seconds} s, ${boundary}: ${message}`
    : `  at ${seconds} s, node ${node}, before the ${boundary} was done, with ${kept} kept: ${message}`;
}
