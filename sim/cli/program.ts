import { Command } from 'commander';
import { decimalNumber, oneOf, wholeNumber } from '../../src/cli/command/option-values.ts';
import { FORMATS, MODELS, VARIOUS } from '../checker/foreign/formats.ts';
import { PROFILES } from '../config/profiles.ts';
import { GROUPS_MAX, NODES_MAX } from '../config/sim-config.ts';
import { MUTANTS } from '../mutants/catalogue.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import { addMutantsFlags } from './mutants/mutants-flags.ts';
import { duration, json, seed, seedRange, shard } from './option-values.ts';

/** Called with what was typed behind the command that was named. */
export interface Actions {
  run(flags: object): void;
  scenarios(flags: object): void;
  list(flags: object): void;
  check(file: string, flags: object): void;
  crashPoints(flags: object): void;
  mutants(flags: object): void;
}

/** The command line's grammar: flags, their ranges and the help text. It prints nothing itself. */
export function simProgram(actions: Actions): Command {
  const program = new Command('raftlab-sim')
    .description('Runs the engine in a simulated world, and hunts for mistakes in it.')
    .allowExcessArguments(false)
    .enablePositionalOptions()
    .exitOverride()
    .action((flags: object) => actions.run(flags));
  addOutputFlags(addSweepFlags(addRunFlags(program)));
  addScenarioFlags(program.command('scenarios')).action((flags: object) =>
    actions.scenarios(flags),
  );
  program
    .command('list')
    .description('profiles, scenarios, mutants and oracles')
    .option('--json', 'print one JSON object')
    .action((flags: object) => actions.list(flags));
  program
    .command('check <file>')
    .description('is this history, of any system, linearizable?')
    .option('--format <name>', FORMATS.join(', '), oneOf('--format', FORMATS))
    .option(
      '--model <name>',
      `${MODELS.join(', ')}; ${VARIOUS}: as each case says`,
      oneOf('--model', [...MODELS, VARIOUS]),
    )
    .option('--initial <json>', 'state before the first operation', json('--initial'))
    .option('--write <file>', 'write the history, in the format that --to names')
    .option('--to <format>', FORMATS.join(', '), oneOf('--to', FORMATS))
    .option('--json', 'print one JSON object')
    .option('--verbose', 'show stack traces')
    .action((file: string, flags: object) => actions.check(file, flags));
  const crashPoints = program
    .command('crash-points')
    .description('cuts the power before each disk request of a run is done, in a copy of the disk')
    .option('--replay <file>', 'of the run that a capsule (run.sim.json) holds')
    .option('--json', 'print one JSON object')
    .option('--verbose', 'show stack traces')
    .action((flags: object) => actions.crashPoints(flags));
  addMutantFlag(addSizeFlags(addSeedFlag(crashPoints)));
  const mutants = program
    .command('mutants')
    .description('how many known mistakes are found, by whom, and after how many runs');
  addMutantsFlags(mutants).action((flags: object) => actions.mutants(flags));
  return program;
}

function addScenarioFlags(command: Command): Command {
  return addMutantFlag(command.description('tells every scenario, and says how each ended'))
    .option('--seeds <A..B>', 'each with all of these seeds (default 1..1)', seedRange('--seeds'))
    .option('--jobs <n>', 'runs at a time (default: one per core)', wholeNumber('--jobs', 1, 1024))
    .option('--json', 'print one JSON object as the last line of stdout')
    .option('--verbose', 'show stack traces');
}

function addMutantFlag(command: Command): Command {
  return command.option(
    '--mutant <id>',
    'the engine with a known mistake; `list` names them',
    oneOf(
      '--mutant',
      MUTANTS.map(({ id }) => id),
    ),
  );
}

function addSeedFlag(program: Command): Command {
  return program.option(
    '--seed <s>',
    'one run: decimal, 0x… or 40 hex digits; drawn if not given',
    seed('--seed'),
  );
}

function addSizeFlags(program: Command): Command {
  return program
    .option('--nodes <n>', 'nodes at the start', wholeNumber('--nodes', 1, NODES_MAX))
    .option('--groups <n>', 'Raft groups', wholeNumber('--groups', 1, GROUPS_MAX))
    .option('--duration <time>', 'virtual time with faults, as 60s or 5m', duration('--duration'));
}

function addRunFlags(program: Command): Command {
  const withNames = addSeedFlag(program)
    .option('--profile <name>', names(PROFILES), oneOf('--profile', namesOf(PROFILES)))
    .option('--scenario <name>', names(SCENARIOS), oneOf('--scenario', namesOf(SCENARIOS)));
  return addMutantFlag(addSizeFlags(withNames))
    .option('--replay <file>', 'the run that a capsule (run.sim.json) holds, without any chance')
    .option('--shrink', 'make the failing run of --seed or --replay smaller, for a minute')
    .option(
      '--check-determinism',
      'run the seed again in another process and compare; with --seeds: every seed',
    );
}

function addSweepFlags(program: Command): Command {
  return program
    .option('--seeds <A..B>', 'a sweep: one run for each seed', seedRange('--seeds'))
    .option('--shard <i/n>', 'only the i-th of n parts of the seeds, from 0', shard('--shard'))
    .option('--store <file>', 'seeds that were run already; what is run is added')
    .option('--jobs <n>', 'runs at a time (default: one per core)', wholeNumber('--jobs', 1, 1024))
    .option(
      '--minutes <m>',
      'begin no run after this time',
      decimalNumber('--minutes', 0.001, 1_000_000),
    )
    .option('--runs <n>', 'begin at most so many runs', wholeNumber('--runs', 1, 10_000_000))
    .option('--steer', 'run those seeds first that may come into situations which few come into')
    .option(
      '--max-failures <n>',
      'begin no run after this many failures (default 10)',
      wholeNumber('--max-failures', 1, 1_000_000),
    )
    .option(
      '--html',
      'with --seeds: a report of every failing seed, not only the lowest; one run always has one',
    );
}

function addOutputFlags(program: Command): Command {
  return program
    .option('--json', 'print one JSON object as the last line of stdout')
    .option('--events <file>', 'of one run: every event, as lines of JSON')
    .option('--perfetto <file>', 'of one run: a trace for Perfetto or chrome://tracing')
    .option('--out <dir>', 'where the report goes (default reports/out/sim-<time>)')
    .option('--verbose', 'show stack traces');
}

interface Named {
  readonly name: string;
}

function namesOf(all: readonly Named[]): string[] {
  return all.map(({ name }) => name);
}

function names(all: readonly Named[]): string {
  return namesOf(all).join(', ');
}
