import { runToEnd } from '../../src/cli/command/run-to-end.ts';
import { fuzzCommand } from './fuzz-command.ts';

await runToEnd(fuzzCommand);
