#!/usr/bin/env node
import { runToEnd } from '../src/cli/command/run-to-end.ts';
import { main } from './main.ts';

await runToEnd(main);
