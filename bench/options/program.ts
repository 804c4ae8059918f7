import { Command } from 'commander';
import { decimalNumber, oneOf, someOf, wholeNumber } from '../../src/cli/command/option-values.ts';
import type { SuiteName } from '../result/rows.ts';
import { SNAPSHOT_CODECS, STORES, WORKLOADS } from './bench-options.ts';
import { syncModes } from './sync-modes.ts';

/** What runs when no suite is named: comparing with other systems takes others to be installed. */
export function defaultSuites(available: readonly SuiteName[]): SuiteName[] {
  return available.filter((name) => name !== 'peers');
}

/** The command line's grammar: flags, their ranges and the help text. It prints nothing itself. */
export function benchProgram(available: readonly SuiteName[]): Command {
  const byDefault = defaultSuites(available);
  const program = new Command('raftlab-bench')
    .description('Measures what a replicated store costs and what limits it.')
    .argument('[suites...]', `${available.join(', ')} (default: ${byDefault.join(', ')})`)
    .allowExcessArguments(false)
    .exitOverride();
  return addOutputFlags(addSizeFlags(addEffortFlags(program)));
}

function addEffortFlags(program: Command): Command {
  return program
    .option('--quick', 'a smoke run, under 90 seconds')
    .option('--full', 'the long form')
    .option(
      '--repeat <n>',
      'measure everything n times, interleaved; the median counts',
      wholeNumber('--repeat', 1, 100),
    )
    .option('--seconds <s>', 'length of one measurement', decimalNumber('--seconds', 0.01, 86_400));
}

function addSizeFlags(program: Command): Command {
  return program
    .option(
      '--sync <modes>',
      'none,interval:MS,fdatasync,fsync,dsync,sync,each',
      syncModes('--sync'),
    )
    .option(
      '--snapshot-codec <codecs>',
      SNAPSHOT_CODECS.join(','),
      someOf('--snapshot-codec', SNAPSHOT_CODECS),
    )
    .option('--nodes <n>', 'nodes of the cluster', wholeNumber('--nodes', 1, 64))
    .option('--groups <n>', 'Raft groups', wholeNumber('--groups', 1, 4096))
    .option('--threads <n>', 'client threads', wholeNumber('--threads', 1, 256))
    .option(
      '--connections <n>',
      'client connections (simple: of each thread)',
      wholeNumber('--connections', 1, 10_000),
    )
    .option(
      '--window <n>',
      'requests in flight on each connection',
      wholeNumber('--window', 1, 65_536),
    )
    .option(
      '--records <n>',
      'records to write (simple: of each connection)',
      wholeNumber('--records', 1, 1_000_000_000),
    )
    .option('--read-ratio <r>', 'share of reads, 0 to 1', decimalNumber('--read-ratio', 0, 1))
    .option(
      '--workload <name>',
      'records of 2,048 bytes and more (2k), or as mraft has them (mraft)',
      oneOf('--workload', WORKLOADS),
    )
    .option('--store <name>', STORES.join(' or '), oneOf('--store', STORES));
}

function addOutputFlags(program: Command): Command {
  return program
    .option('--compare <files...>', 'two results.json files, the earlier one first')
    .option(
      '--threshold <share>',
      'with --compare: slower by more than this fails (default 0.1)',
      decimalNumber('--threshold', 0, 10),
    )
    .option('--json', 'print one JSON object as the last line of stdout')
    .option('--out <dir>', 'where the report goes (default reports/out/bench-<time>)')
    .option('--data <dir>', 'where the measured files live (default: beside the report)')
    .option('--verbose', 'say more, and show stack traces');
}
