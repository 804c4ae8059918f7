import { oneOf } from '../../src/cli/command/option-values.ts';
import { parseProgram } from '../../src/cli/command/parse-program.ts';
import { badValue, UsageError } from '../../src/cli/command/usage-error.ts';
import { SUITE_NAMES, type SuiteName } from '../result/rows.ts';
import type { BenchCommand, BenchOptions, CompareOptions, Sizes } from './bench-options.ts';
import { benchProgram, defaultSuites } from './program.ts';

const THRESHOLD_DEFAULT = 0.1;
/** Each holds a record of 2 KB in the load, and in the nodes. */
const IN_FLIGHT_MAX = 100_000;

/** Flags as the parser delivers them, under their camel-case names. */
interface Flags extends Omit<Sizes, 'syncModes' | 'snapshotCodecs'> {
  readonly sync?: NonNullable<Sizes['syncModes']>;
  readonly snapshotCodec?: NonNullable<Sizes['snapshotCodecs']>;
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly compare?: readonly string[];
  readonly threshold?: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly data?: string;
  readonly verbose?: boolean;
}

/**
 * What the arguments ask for.
 *
 * @param available - the suites of this build, in the order in which they run.
 * @throws UsageError
 */
export function parseCommand(
  argv: readonly string[],
  available: readonly SuiteName[],
): BenchCommand {
  const program = benchProgram(available);
  const help = parseProgram(program, argv);
  if (help !== null) {
    return { kind: 'help', text: help };
  }
  const flags: Flags = program.opts();
  return flags.compare === undefined
    ? { kind: 'run', options: runOptions(program.args, flags, available) }
    : { kind: 'compare', options: compareOptions(flags.compare, program.args, flags) };
}

function runOptions(
  names: readonly string[],
  flags: Flags,
  available: readonly SuiteName[],
): BenchOptions {
  if (flags.quick === true && flags.full === true) {
    throw new UsageError('--quick and --full: expected one of the two');
  }
  if (flags.threshold !== undefined) {
    throw badValue('--threshold', String(flags.threshold), 'it together with --compare');
  }
  expectBoundedLoad(flags);
  expectPath('--out', flags.out);
  expectPath('--data', flags.data);
  const { sync, snapshotCodec, quick, full, compare, threshold, json, verbose, ...rest } = flags;
  return {
    ...rest,
    ...(sync === undefined ? {} : { syncModes: sync }),
    ...(snapshotCodec === undefined ? {} : { snapshotCodecs: snapshotCodec }),
    suites: chooseSuites(names, available),
    effort: quick === true ? 'quick' : full === true ? 'full' : 'default',
    json: json === true,
    verbose: verbose === true,
  };
}

function expectPath(flag: string, path: string | undefined): void {
  if (path === '') {
    throw badValue(flag, path, 'the path of a directory');
  }
}

function chooseSuites(names: readonly string[], available: readonly SuiteName[]): SuiteName[] {
  const known: readonly string[] = SUITE_NAMES;
  const missing = names.find((name) => known.includes(name) && !isOneOf(available, name));
  if (missing !== undefined) {
    throw new UsageError(
      `suite "${missing}" is not available in this build: expected ${available.join(', ')}`,
    );
  }
  const wanted = names.map(oneOf('suite', available));
  return wanted.length === 0
    ? defaultSuites(available)
    : available.filter((name) => wanted.includes(name));
}

function isOneOf(choices: readonly string[], text: string): boolean {
  return choices.includes(text);
}

function expectBoundedLoad({ connections = 1, window = 1 }: Flags): void {
  if (connections * window > IN_FLIGHT_MAX) {
    throw badValue(
      '--connections × --window',
      `${connections} × ${window}`,
      `at most ${IN_FLIGHT_MAX} requests in flight`,
    );
  }
}

function compareOptions(
  files: readonly string[],
  suites: readonly string[],
  flags: Flags,
): CompareOptions {
  const [before, after, ...more] = [...files, ...suites];
  if (before === undefined || after === undefined || more.length > 0) {
    throw badValue('--compare', [...files, ...suites].join(' '), 'two results files');
  }
  return {
    before,
    after,
    threshold: flags.threshold ?? THRESHOLD_DEFAULT,
    json: flags.json === true,
    verbose: flags.verbose === true,
  };
}
