import type { Streams } from './streams.ts';

/** A handle that something forgot must not keep the command from ending. */
const GRACE_MS = 2000;

/**
 * Runs a command of this process to its end and gives the process its exit code. Whoever reads the
 * output may stop reading, as `| head` does: the command goes on, for its result is its exit code.
 */
export async function runToEnd(
  main: (argv: readonly string[], streams: Streams) => Promise<number>,
): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  process.exitCode = await main(process.argv.slice(2), process);
  setTimeout(() => process.exit(), GRACE_MS).unref();
}
