import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { RaftLabError } from '../base/errors.ts';
import { EXIT_USAGE, exitCodeOf } from '../process/exit-code.ts';
import { oneLine } from '../process/failure-text.ts';
import {
  configWarnings,
  effectiveConfig,
  type NodeConfig,
  parseNodeConfig,
} from '../process/node-config.ts';
import { PRESET_NAMES } from '../process/presets.ts';
import { runNode, type Verbosity } from '../process/run-node.ts';
import { tlsMaterialOf } from '../process/tls-material.ts';
import { IDENTITY_FILE } from '../storage/file-names.ts';
import type { Streams } from './command/streams.ts';
import { badValue, UsageError } from './command/usage-error.ts';
import { packageVersion } from './package-version.ts';
import { type NodeFlags, parseJson, rawConfigOf } from './raw-config.ts';
import { exportCommand, importCommand } from './recovery/recovery-commands.ts';
import { snapshotCommand } from './snapshot/snapshot-command.ts';

const COMMANDS = 'init, join, export, import or snapshot';
const SNAPSHOT_COMMANDS = 'snapshot show or snapshot convert';

/** Does what the arguments of `raftlab` ask for and returns the exit code. It does not throw. */
export async function runCommandLine(argv: readonly string[], streams: Streams): Promise<number> {
  let exitCode = 0;
  const program = new Command('raftlab')
    .description('A replicated key-value store: many Raft groups on each node')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: () => undefined,
    });
  for (const mode of ['init', 'join'] as const) {
    const command = nodeCommand(mode).action(async (flags: NodeFlags, { args }: Command) => {
      if (args[0] !== undefined) {
        throw badValue(`raftlab ${mode}`, args[0], 'nothing but flags');
      }
      exitCode = await startNode(mode, flags, streams);
    });
    command.copyInheritedSettings(program).allowExcessArguments(true);
    program.addCommand(command);
  }
  for (const command of [snapshotCommand, exportCommand, importCommand]) {
    addWithSettings(program, command(streams));
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return 0;
    }
    const isVerbose = argv.some(isVerboseFlag);
    streams.stderr.write(`raftlab: ${errorText(error as Error, argv, isVerbose)}\n`);
    return isUsage(error as Error) ? EXIT_USAGE : exitCodeOf(error as Error);
  }
}

/** Adds a command that was put together apart, and those below it. */
function addWithSettings(program: Command, command: Command): void {
  program.addCommand(command);
  command.copyInheritedSettings(program);
  for (const below of command.commands) {
    below.copyInheritedSettings(program);
  }
}

function nodeCommand(mode: 'init' | 'join'): Command {
  const description =
    mode === 'init'
      ? 'start a node that is among the first members of its groups, or restart one'
      : 'start a node that is added to running groups';
  return new Command(mode)
    .description(description)
    .option('-c, --cluster <a:p,b:p>', 'first members; with join: members to ask', collect)
    .option('-d, --data-dir <dir>', 'directory of this node (default: ./data)')
    .option('-i, --discover-address <ip>', 'address at which peers reach this node (default: auto)')
    .option('-p, --port-cluster <port>', 'port for peers and clients (default: 13890)')
    .option('--wal-dir <dir>', 'directory of the log, if not with the rest')
    .option('--bind <ip>', 'address to listen on (default: the one above)')
    .option('--groups <ids>', 'group ids, as 0,1,2 or 0..9 (default: 0)')
    .option('--deployment <n>', 'nodes of other deployments are ignored (default: 1)')
    .option('--accept-hostname', 'the directory was moved here from a machine of another name')
    .option('--sync <mode>', 'none, interval:MS, fdatasync, fsync, dsync, sync or each')
    .option('--snapshot-codec <name>', 'binary or thrift')
    .option('--store <name>', 'memory or level: where records are kept')
    .option('--tls-ca <file>', 'encrypt connections: certificate of the authority, in PEM')
    .option('--tls-cert <file>', 'with --tls-ca: certificate of this node')
    .option('--tls-key <file>', 'with --tls-ca: its private key')
    .option('--metrics <ip:port>', 'serve counters for Prometheus there, at /metrics')
    .option('--preset <name>', PRESET_NAMES.join(', '))
    .option('--set <name=value>', 'any setting of docs/configuration.md; may repeat', append)
    .option('--config <file>', 'JSON file with the same settings and more; flags go first')
    .addOption(new Option('--config-json <json>').hideHelp())
    .option('-s, --silent', 'say errors only')
    .option('-v, --verbose', 'say everything, and where in the code an error arose', count, 0)
    .option('-t, --try-run', 'print the effective configuration and end');
}

async function startNode(
  mode: 'init' | 'join',
  flags: NodeFlags,
  { stdout, stderr }: Streams,
): Promise<number> {
  const { raw, nameOf } = rawConfigOf(mode, flags, readConfig);
  const config: NodeConfig = parseNodeConfig(raw, nameOf);
  checkContacts(config);
  for (const warning of configWarnings(config)) {
    stderr.write(`raftlab: warning: ${warning}\n`);
  }
  const tls = tlsMaterialOf(config, nameOf);
  if (flags.tryRun === true) {
    stdout.write(`config: ${JSON.stringify(effectiveConfig(config), null, 4)}\n`);
    return 0;
  }
  const verbosity = flags.silent === true ? 0 : Math.min(2, 1 + flags.verbose);
  return await runNode(config, tls, verbosity as Verbosity);
}

/** Whoever joins for the first time must know somebody to ask (seeds.md CLI-06). */
function checkContacts({ join: isJoining, contacts, directory }: NodeConfig): void {
  if (isJoining && contacts.length === 0 && !existsSync(join(directory, IDENTITY_FILE))) {
    throw new UsageError(
      `--cluster: missing; expected members of the running groups, as --cluster 10.0.0.1:13890, ` +
        `since ${directory} is not the directory of a node that joined before`,
    );
  }
}

function readConfig(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--config ${file}: expected a file: ${(error as Error).message}`);
  }
  return parseJson(`--config ${file}`, text);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(',').map((item) => item.trim())].filter((item) => item !== '');
}

function append(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function count(_: string, before: number): number {
  return before + 1;
}

function isVerboseFlag(argument: string): boolean {
  return argument === '--verbose' || /^-v+$/.test(argument);
}

function isUsage(error: Error): boolean {
  return error instanceof CommanderError || error instanceof UsageError;
}

function errorText(error: Error, argv: readonly string[], isVerbose: boolean): string {
  if (isVerbose && error.stack !== undefined) {
    return error.stack;
  }
  if (error instanceof RaftLabError && error.code !== 'INVALID_CONFIG') {
    return oneLine(`${error.code}: ${error.message}`);
  }
  if (error instanceof CommanderError && error.code === 'commander.help') {
    const commands = argv[0] === 'snapshot' ? SNAPSHOT_COMMANDS : COMMANDS;
    return `expected a command: ${commands}; --help says more`;
  }
  return oneLine(error.message.replace(/^error: /, ''));
}
