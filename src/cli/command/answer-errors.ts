import { oneLine } from '../../process/failure-text.ts';
import { Interrupted } from './interruption.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

const EXIT_USAGE = 2;

/** How a command names itself, and the exit code of what it did not expect. */
export interface CommandManners {
  readonly name: string;
  readonly exitFailed: number;
}

/**
 * The exit code of `dispatch`. What it throws becomes one line on stderr, with `--verbose` the stack,
 * and an exit code; nothing is thrown on.
 */
export async function answerErrors(
  { name, exitFailed }: CommandManners,
  argv: readonly string[],
  streams: Streams,
  dispatch: () => Promise<number>,
): Promise<number> {
  try {
    return await dispatch();
  } catch (error) {
    streams.stderr.write(`${name}: ${errorText(error, argv.includes('--verbose'))}\n`);
    if (error instanceof Interrupted) {
      return error.exitCode;
    }
    return error instanceof UsageError ? EXIT_USAGE : exitFailed;
  }
}

function errorText(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return verbose ? (error.stack ?? error.message) : oneLine(error.message);
}
