#!/usr/bin/env node
import { main } from './cli/main.ts';

/** A handle that something forgot must not keep the command from ending. */
const GRACE_MS = 2000;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough, as `| head` does.
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await main(process.argv.slice(2), process);
setTimeout(() => process.exit(), GRACE_MS).unref();
