#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), process);
// Connections to peers that never come up must not keep a finished process alive.
process.exit();
