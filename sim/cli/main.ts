import { unreachable } from '../../src/base/invariant.ts';
import { Interrupted } from '../../src/cli/command/interruption.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { checkCommand } from './check-command.ts';
import { listCommand } from './list-command.ts';
import { parseCommand } from './parse-command.ts';
import { runCommand } from './run-command.ts';
import { sweepCommand } from './sweep-command.ts';

const EXIT_USAGE = 2;

/** Does what the arguments ask for and returns the exit code. It does not throw. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(argv, streams);
  } catch (error) {
    streams.stderr.write(`sim: ${errorText(error, argv.includes('--verbose'))}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(argv: readonly string[], streams: Streams): Promise<number> {
  const command = parseCommand(argv);
  switch (command.kind) {
    case 'run':
      return await runCommand(command, streams);
    case 'sweep':
      return await sweepCommand(command, streams);
    case 'list':
      return listCommand(command, streams);
    case 'check':
      return checkCommand(command, streams);
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
  return error instanceof UsageError ? EXIT_USAGE : EXIT_CODES.harness;
}

function errorText(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return verbose ? (error.stack ?? error.message) : error.message.replace(/\s*\n\s*/g, ' ');
}
