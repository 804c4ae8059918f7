import { type Command, CommanderError } from 'commander';
import { oneLine } from '../../process/failure-text.ts';
import { UsageError } from './usage-error.ts';

/**
 * Lets `program` parse what was typed, without a word of its own.
 *
 * @param explain - the message for an error that can be told better than commander does, or null.
 * @returns the help text when that is what was asked for, null otherwise.
 * @throws UsageError
 */
export function parseProgram(
  program: Command,
  argv: readonly string[],
  explain: (error: CommanderError) => string | null = () => null,
): string | null {
  let printed = '';
  for (const each of [program, ...program.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => undefined,
    });
  }
  try {
    program.parse(argv, { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.code === 'commander.helpDisplayed') {
      return printed;
    }
    throw new UsageError(explain(error) ?? oneLine(error.message.replace(/^error: /, '')));
  }
}
