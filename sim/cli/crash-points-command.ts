import { randomInt } from 'node:crypto';
import type { Streams } from '../../src/cli/command/streams.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import {
  type CrashFailure,
  type CrashReport,
  crashAnywhere,
  crashConfig,
} from '../crash/crash-anywhere.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { plural } from './print-run.ts';
import { rounded } from './run-line.ts';
import type { CrashPointsCommand } from './sim-command.ts';

const MICROS_PER_SECOND = 1_000_000;
/** Below this every seed is easy to type. */
const DRAWN_SEEDS = 2 ** 32;

/**
 * Cuts the power at every moment of a run, and prints what came of it.
 *
 * @returns 0 when every start had what it must, 10 when one had not, 15 when nothing was tried.
 */
export function crashPointsCommand(command: CrashPointsCommand, streams: Streams): number {
  const seed = command.seed ?? String(randomInt(DRAWN_SEEDS));
  if (command.seed === null) {
    (command.json ? streams.stderr : streams.stdout).write(`seed ${seed}\n`);
  }
  const startMs = performance.now();
  const platform = { checksum: nodeChecksum, utf8: nodeUtf8 };
  const report = crashAnywhere(crashConfig(seed, command.overrides), platform);
  const wallSeconds = (performance.now() - startMs) / 1000;
  const verdict = verdictOf(report);
  const exitCode = EXIT_CODES[verdict];
  const line = { schema: 1, kind: 'crashPoints', seed, verdict, exitCode };
  streams.stdout.write(
    command.json
      ? `${JSON.stringify({ ...line, ...numbersOf(report), wallSeconds: rounded(wallSeconds, 3) })}\n`
      : `${textOf(seed, report, wallSeconds)}\n`,
  );
  return exitCode;
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

function textOf(seed: string, report: CrashReport, wallSeconds: number): string {
  const { boundaries, reboots, failures } = report;
  const tried = `${plural(boundaries, 'moment')}, ${plural(reboots, 'start')} on what a power cut left, ${wallSeconds.toFixed(1)} s`;
  return failures.length === 0
    ? `seed ${seed}: ${boundaries === 0 ? 'nothing was tried' : 'pass'}; ${tried}`
    : [`seed ${seed}: FAILED; ${tried}`, ...failures.map(describe)].join('\n');
}

function describe({ node, virtualMicros, boundary, kept, message }: CrashFailure): string {
  const seconds = (virtualMicros / MICROS_PER_SECOND).toFixed(6);
  return `  at ${seconds} s, node ${node}, before the ${boundary} was done, with ${kept} kept: ${message}`;
}
