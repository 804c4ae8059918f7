#!/usr/bin/env node
import { runToEnd } from '../src/cli/command/run-to-end.ts';
import { main } from './cli/main.ts';

await runToEnd(main);
