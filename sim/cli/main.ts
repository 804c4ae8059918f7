import { unreachable } from '../../src/base/invariant.ts';
import { answerErrors } from '../../src/cli/command/answer-errors.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { checkCommand } from './check-command.ts';
import { crashPointsCommand } from './crash-points-command.ts';
import { listCommand } from './list-command.ts';
import { mutantsCommand } from './mutants/mutants-command.ts';
import { parseCommand } from './parse-command.ts';
import { replayCommand } from './replay-command.ts';
import { runCommand } from './run-command.ts';
import { scenariosCommand } from './scenarios-command.ts';
import { shrinkCommand } from './shrink-command.ts';
import { sweepCommand } from './sweep-command.ts';

/** Does what the arguments ask for and returns the exit code. It does not throw. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  const manners = { name: 'sim', exitFailed: EXIT_CODES.harness };
  return await answerErrors(manners, argv, streams, () => dispatch(argv, streams));
}

async function dispatch(argv: readonly string[], streams: Streams): Promise<number> {
  const command = parseCommand(argv);
  switch (command.kind) {
    case 'run':
      return await runCommand(command, streams);
    case 'replay':
      return await replayCommand(command, streams);
    case 'shrink':
      return await shrinkCommand(command, streams);
    case 'sweep':
      return await sweepCommand(command, streams);
    case 'scenarios':
      return await scenariosCommand(command, streams);
    case 'list':
      return listCommand(command, streams);
    case 'check':
      return checkCommand(command, streams);
    case 'crashPoints':
      return await crashPointsCommand(command, streams);
    case 'mutants':
      return await mutantsCommand(command, streams);
    case 'help':
      streams.stdout.write(command.text);
      return 0;
    default:
      return unreachable(command);
  }
}
