import { unreachable } from '../src/base/invariant.ts';
import { Interrupted } from '../src/cli/command/interruption.ts';
import type { Streams } from '../src/cli/command/streams.ts';
import { UsageError } from '../src/cli/command/usage-error.ts';
import { parseCommand } from './options/parse-command.ts';
import { compareCommand } from './run/compare-command.ts';
import { runCommand } from './run/run-command.ts';
import { AVAILABLE_SUITES, SUITES } from './suites/registry.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Does what the arguments ask for and returns the exit code. It does not throw. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(argv, streams);
  } catch (error) {
    streams.stderr.write(`bench: ${errorText(error, argv.includes('--verbose'))}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(argv: readonly string[], streams: Streams): Promise<number> {
  const command = parseCommand(argv, AVAILABLE_SUITES);
  switch (command.kind) {
    case 'run':
      return runCommand({ options: command.options, argv, suites: SUITES, streams });
    case 'compare':
      return compareCommand(command.options, streams);
    case 'help':
      streams.stdout.write(command.text);
      return 0;
    default:
      return unreachable(command);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) {
    return error.exitCode;
  }
  return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}

function errorText(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return verbose ? (error.stack ?? error.message) : error.message.replace(/\s*\n\s*/g, ' ');
}
