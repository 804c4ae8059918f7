import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  decimalNumber,
  oneOf,
  someOf,
  wholeNumber,
} from '../../../src/cli/command/option-values.ts';
import { badValue, UsageError } from '../../../src/cli/command/usage-error.ts';
import { MUTANTS } from '../../mutants/catalogue.ts';
import type { Tier } from '../../mutants/mutant.ts';
import { duration } from '../option-values.ts';
import { SHRINK_SECONDS } from '../shrink-run.ts';
import type { MutantsCommand } from '../sim-command.ts';

const SEEDS_MAX = 500;
const TIERS: Readonly<Record<'1' | '2' | '3' | 'harmless', Tier>> = {
  '1': 1,
  '2': 2,
  '3': 3,
  harmless: 'harmless',
};
type TierName = keyof typeof TIERS;

/** Flags of `mutants` as the parser delivers them, under their camel-case names. */
export interface MutantsFlags {
  readonly ids?: readonly string[];
  readonly tier?: TierName;
  readonly seedsMax?: number;
  readonly minutes?: number;
  readonly jobs?: number;
  /** Microseconds. */
  readonly duration?: number;
  /** Of a processor. */
  readonly shrinkSeconds?: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly verbose?: boolean;
}

export function addMutantsFlags(command: Command): Command {
  const ids = MUTANTS.map(({ id }) => id);
  return command
    .option('--ids <A,B>', 'these mutants; `list` names them', someOf('--ids', ids))
    .option(
      '--tier <n>',
      'mutants of one tier: 1, 2, 3 or harmless',
      oneOf('--tier', Object.keys(TIERS) as TierName[]),
    )
    .option(
      '--seeds-max <n>',
      `runs of one mutant at most (default ${SEEDS_MAX})`,
      wholeNumber('--seeds-max', 1, 1_000_000),
    )
    .option(
      '--minutes <m>',
      'begin no run after this time',
      decimalNumber('--minutes', 0.001, 1_000_000),
    )
    .option(
      '--jobs <n>',
      'mutants at a time (default: one per core)',
      wholeNumber('--jobs', 1, 1024),
    )
    .option('--duration <time>', 'virtual time with faults, as 60s or 5m', duration('--duration'))
    .option(
      '--shrink-seconds <s>',
      `how long the run that found a mutant is shrunk, 0 for not at all (default ${SHRINK_SECONDS})`,
      decimalNumber('--shrink-seconds', 0, 1_000_000),
    )
    .option('--json', 'print one JSON object as the last line of stdout')
    .option('--out <dir>', 'where report and runs go; what was run there before counts')
    .option('--verbose', 'show stack traces');
}

/** @throws UsageError */
export function mutantsCommandOf(flags: MutantsFlags): MutantsCommand {
  if (flags.out === '') {
    throw badValue('--out', flags.out, 'the path of a directory');
  }
  const tier = flags.tier === undefined ? null : TIERS[flags.tier];
  const ids = flags.ids ?? null;
  const chosen = MUTANTS.filter((mutant) => ids === null || ids.includes(mutant.id));
  if (tier !== null && chosen.every((mutant) => mutant.tier !== tier)) {
    throw new UsageError(`--ids: expected a mutant of tier ${tier} among them`);
  }
  return {
    kind: 'mutants',
    ids,
    tier,
    seedsMax: flags.seedsMax ?? SEEDS_MAX,
    minutes: flags.minutes ?? null,
    jobs: flags.jobs ?? availableParallelism(),
    durationMicros: flags.duration ?? null,
    shrinkSeconds: flags.shrinkSeconds ?? SHRINK_SECONDS,
    output: {
      json: flags.json === true,
      verbose: flags.verbose === true,
      ...(flags.out === undefined ? {} : { out: flags.out }),
    },
  };
}
