import { availableParallelism } from 'node:os';
import { parseProgram } from '../../src/cli/command/parse-program.ts';
import { badValue, UsageError } from '../../src/cli/command/usage-error.ts';
import { type Format, type ModelName, VARIOUS } from '../checker/foreign/formats.ts';
import type { ConfigOverrides } from '../config/draw-config.ts';
import { PROFILES } from '../config/profiles.ts';
import { type SeedRange, type Shard, seedsOfShard } from '../seeds/shard.ts';
import { type MutantsFlags, mutantsCommandOf } from './mutants/mutants-flags.ts';
import { simProgram } from './program.ts';
import { SHRINK_SECONDS } from './shrink-run.ts';
import type {
  CheckCommand,
  CrashPointsCommand,
  Exports,
  Output,
  RunChoice,
  SimCommand,
} from './sim-command.ts';

const FAILURES_MAX = 10;
const NOT_WITH_REPLAY = [
  'seed',
  'seeds',
  'profile',
  'scenario',
  'nodes',
  'groups',
  'duration',
  'mutant',
  'checkDeterminism',
  'jobs',
  'maxFailures',
  'html',
  'shard',
  'store',
  'runs',
  'steer',
] as const;
const NOT_WITH_SHRINK = [
  'events',
  'perfetto',
  'seeds',
  'checkDeterminism',
  'jobs',
  'maxFailures',
  'html',
  'shard',
  'store',
  'runs',
  'steer',
] as const;
/** They mean nothing for one run. */
const SWEEP_FLAGS = ['jobs', 'minutes', 'runs', 'maxFailures', 'shard', 'store', 'steer'] as const;

/** Flags of runs as the parser delivers them, under their camel-case names. */
interface RunFlags {
  readonly seed?: string;
  readonly seeds?: { readonly first: number; readonly last: number };
  readonly profile?: string;
  readonly scenario?: string;
  readonly nodes?: number;
  readonly groups?: number;
  /** Microseconds. */
  readonly duration?: number;
  readonly mutant?: string;
  readonly checkDeterminism?: boolean;
  readonly replay?: string;
  readonly shrink?: boolean;
  readonly shard?: Shard;
  readonly store?: string;
  readonly jobs?: number;
  readonly minutes?: number;
  readonly runs?: number;
  readonly steer?: boolean;
  readonly maxFailures?: number;
  readonly html?: boolean;
  readonly events?: string;
  readonly perfetto?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly verbose?: boolean;
}

/** Flags of `check`. */
interface CheckFlags {
  readonly format?: Format;
  readonly model?: ModelName | typeof VARIOUS;
  readonly initial?: unknown;
  readonly write?: string;
  readonly to?: Format;
  readonly json?: boolean;
}

/** What the arguments ask for. @throws UsageError */
export function parseCommand(argv: readonly string[]): SimCommand {
  let command: SimCommand | null = null;
  const program = simProgram({
    run: (flags) => {
      command = runOrSweep(flags as RunFlags);
    },
    scenarios: (flags) => {
      const {
        seeds = { first: 1, last: 1 },
        jobs,
        mutant = null,
        json = false,
      } = flags as RunFlags;
      const threads = jobs ?? availableParallelism();
      command = { kind: 'scenarios', ...seeds, jobs: threads, mutant, json };
    },
    list: (flags) => {
      command = { kind: 'list', json: (flags as RunFlags).json === true };
    },
    check: (file, flags) => {
      command = checkOf(file, flags as CheckFlags);
    },
    mutants: (flags) => {
      command = mutantsCommandOf(flags as MutantsFlags);
    },
    crashPoints: (flags) => {
      command = crashPointsOf(flags as RunFlags);
    },
  });
  const help = parseProgram(program, argv, ({ code }) =>
    code === 'commander.excessArguments'
      ? `"${program.args.join(' ')}": expected list, scenarios, check FILE, crash-points, mutants, or flags only (see --help)`
      : null,
  );
  if (help !== null) {
    return { kind: 'help', text: help };
  }
  return command ?? { kind: 'help', text: program.helpInformation() };
}

function checkOf(file: string, flags: CheckFlags): CheckCommand {
  const { format, model, initial, write, to, json = false } = flags;
  if ((write === undefined) !== (to === undefined)) {
    throw new UsageError('--write and --to: expected both or neither');
  }
  return {
    kind: 'check',
    file,
    json,
    ...(format === undefined ? {} : { format }),
    ...(model === undefined || model === VARIOUS ? {} : { model }),
    ...(initial === undefined ? {} : { initial }),
    ...(write === undefined || to === undefined ? {} : { copy: { file: write, format: to } }),
  };
}

function runOrSweep(flags: RunFlags): SimCommand {
  if (flags.out === '') {
    throw badValue('--out', flags.out, 'the path of a directory');
  }
  const output: Output = {
    json: flags.json === true,
    verbose: flags.verbose === true,
    ...(flags.out === undefined ? {} : { out: flags.out }),
  };
  if (flags.shrink === true) {
    return shrinkOf(flags, output);
  }
  if (flags.replay !== undefined) {
    refuseAll(flags, ['minutes'], 'it together with --seeds or --shrink');
    refuseAll(flags, NOT_WITH_REPLAY, 'it without --replay, which says it');
    return { kind: 'replay', file: flags.replay, exports: exportsOf(flags), output };
  }
  const choice = choiceOf(flags);
  if (flags.seeds === undefined) {
    refuseAll(flags, SWEEP_FLAGS, 'it together with --seeds');
    const { seed = null, checkDeterminism: checksDeterminism = false } = flags;
    return { kind: 'run', seed, choice, checksDeterminism, exports: exportsOf(flags), output };
  }
  refuseAll(flags, ['seed', 'events', 'perfetto'], 'it without --seeds');
  return {
    kind: 'sweep',
    asked: flags.seeds,
    shard: flags.shard ?? null,
    ...partOf(flags.seeds, flags.shard ?? null),
    store: flags.store ?? null,
    choice,
    jobs: flags.jobs ?? availableParallelism(),
    minutes: flags.minutes ?? null,
    runsMax: flags.runs ?? null,
    steers: flags.steer === true,
    failuresMax: flags.maxFailures ?? FAILURES_MAX,
    reportsAll: flags.html === true,
    checksDeterminism: flags.checkDeterminism === true,
    output,
  };
}

function crashPointsOf(flags: RunFlags): CrashPointsCommand {
  const { seed = null, mutant = null, replay: file, duration = null, json = false } = flags;
  if (file === undefined) {
    const what = { kind: 'seed', seed, overrides: overridesOf(flags), mutant } as const;
    return { kind: 'crashPoints', what, json };
  }
  refuseAll(flags, ['seed', 'nodes', 'groups', 'mutant'], 'it without --replay, which says it');
  return { kind: 'crashPoints', what: { kind: 'capsule', file, durationMicros: duration }, json };
}

function shrinkOf(flags: RunFlags, output: Output): SimCommand {
  const { seed, replay: file, minutes } = flags;
  const rest = {
    kind: 'shrink',
    secondsMax: minutes === undefined ? SHRINK_SECONDS : minutes * 60,
    output,
  } as const;
  if (file !== undefined) {
    refuseAll(flags, NOT_WITH_REPLAY, 'it without --replay, which says it');
    refuseAll(flags, ['events', 'perfetto'], 'it without --shrink');
    return { ...rest, what: { kind: 'capsule', file } };
  }
  refuseAll(flags, NOT_WITH_SHRINK, 'it without --shrink');
  if (seed === undefined) {
    throw new UsageError('--shrink: expected it together with --seed or --replay');
  }
  return { ...rest, what: { kind: 'seed', seed, choice: choiceOf(flags) } };
}

function exportsOf({ events, perfetto }: RunFlags): Exports {
  return { events: events ?? null, perfetto: perfetto ?? null };
}

function partOf(asked: SeedRange, shard: Shard | null): SeedRange {
  const part = shard === null ? asked : seedsOfShard(asked, shard);
  if (part === null) {
    throw new UsageError(
      `--shard ${shard?.index}/${shard?.count}: expected at most as many shards as seeds`,
    );
  }
  return part;
}

function choiceOf(flags: RunFlags): RunChoice {
  if (flags.scenario !== undefined) {
    refuseAll(flags, ['profile', 'duration'], 'it without --scenario');
  }
  return {
    profile: flags.profile ?? PROFILES[0].name,
    scenario: flags.scenario ?? null,
    mutant: flags.mutant ?? null,
    overrides: overridesOf(flags),
  };
}

function overridesOf({ nodes, groups, duration: durationMicros }: RunFlags): ConfigOverrides {
  return {
    ...(nodes === undefined ? {} : { nodes }),
    ...(groups === undefined ? {} : { groups }),
    ...(durationMicros === undefined ? {} : { durationMicros }),
  };
}

/** Flags that mean nothing beside the others. @throws UsageError */
function refuseAll(flags: RunFlags, keys: readonly (keyof RunFlags)[], expected: string): void {
  for (const key of keys) {
    if (flags[key] !== undefined) {
      const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(`${flag}: expected ${expected}`);
    }
  }
}
