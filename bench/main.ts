import { unreachable } from '../src/base/invariant.ts';
import { answerErrors } from '../src/cli/command/answer-errors.ts';
import type { Streams } from '../src/cli/command/streams.ts';
import { parseCommand } from './options/parse-command.ts';
import { compareCommand } from './run/compare-command.ts';
import { runCommand } from './run/run-command.ts';
import { AVAILABLE_SUITES, SUITES } from './suites/registry.ts';

const EXIT_FAILED = 1;

/** Does what the arguments ask for and returns the exit code. It does not throw. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  const manners = { name: 'bench', exitFailed: EXIT_FAILED };
  return await answerErrors(manners, argv, streams, () => dispatch(argv, streams));
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
