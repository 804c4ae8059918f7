#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { RaftLabError } from '../base/errors.ts';
import { effectiveConfig, type NodeConfig, parseNodeConfig } from '../process/node-config.ts';
import { runNode, type Verbosity } from '../process/run-node.ts';
import { packageVersion } from './package-version.ts';
import { type NodeFlags, rawConfigOf } from './raw-config.ts';

/** Something was asked for in a way that cannot be understood. */
const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

/** Runs the command line; returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('raftlab')
    .description('A replicated key-value store: many Raft groups on each node')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const mode of ['init', 'join'] as const) {
    const command = nodeCommand(mode).action(async (flags: NodeFlags) => {
      exitCode = await startNode(mode, flags);
    });
    program.addCommand(command.exitOverride().configureOutput({ writeErr: () => undefined }));
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return answerError(error as Error);
  }
}

function nodeCommand(mode: 'init' | 'join'): Command {
  const description =
    mode === 'init'
      ? 'start a node that is among the first members of its groups, or restart one'
      : 'start a node that is added to running groups';
  return new Command(mode)
    .description(description)
    .option('-c, --cluster <a:p,b:p>', 'first members; with join: members to ask', collect, [])
    .option('-d, --data-dir <dir>', 'directory of this node (default: ./data)')
    .option('-i, --discover-address <ip>', 'address at which peers reach this node (default: auto)')
    .option('-p, --port-cluster <port>', 'port for peers and clients (default: 13890)')
    .option('--bind <ip>', 'address to listen on (default: the one above)')
    .option('--groups <ids>', 'group ids, as 0,1,2 or 0..9 (default: 0)')
    .option('--deployment <n>', 'nodes of other deployments are ignored (default: 1)')
    .option('--sync <mode>', 'none, interval:MS, fdatasync, fsync, dsync, sync or each')
    .option('--snapshot-codec <name>', 'binary or thrift')
    .option('--config <file>', 'JSON file with the same settings and more; flags go first')
    .addOption(new Option('--config-json <json>').hideHelp())
    .option('-s, --silent', 'say errors only')
    .option('-v, --verbose', 'say more; twice for everything', (_, before: number) => before + 1, 0)
    .option('-t, --try-run', 'print the effective configuration and end');
}

async function startNode(mode: 'init' | 'join', flags: NodeFlags): Promise<number> {
  const config: NodeConfig = parseNodeConfig(rawConfigOf(mode, flags, readConfig));
  if (flags.tryRun === true) {
    process.stdout.write(`config: ${JSON.stringify(effectiveConfig(config), null, 4)}\n`);
    return 0;
  }
  const verbosity = flags.silent === true ? 0 : Math.min(2, 1 + flags.verbose);
  return await runNode(config, verbosity as Verbosity);
}

function readConfig(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RaftLabError('INVALID_CONFIG', `--config ${file}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `--config ${file} is not JSON: ${(error as Error).message}`,
    );
  }
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, ...value.split(',').map((item) => item.trim())].filter((item) => item !== '');
}

function answerError(error: Error): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return 0;
    }
    process.stderr.write(`raftlab: ${error.message.replace(/^error: /, '')}\n`);
    return EXIT_USAGE;
  }
  const isUsage =
    error instanceof RaftLabError &&
    (error.code === 'INVALID_CONFIG' || error.code === 'INVALID_ADDRESS');
  process.stderr.write(`raftlab: ${error.message}\n`);
  return isUsage ? EXIT_USAGE : EXIT_FAILURE;
}

process.exitCode = await main(process.argv.slice(2));
// Connections to peers that never come up must not keep a finished process alive.
process.exit();
