import { EXIT_CODES } from '../run/verdict.ts';
import type { RunChoice, SweepCommand } from './sim-command.ts';

const MICROS_PER_MILLI = 1000;

/** The command that shows again what came of `seed`. */
export function reproduceVerdict(seed: string, choice: RunChoice, exitCode: number): string {
  const isTwofold = exitCode === EXIT_CODES.nonDeterminism;
  return `${reproduceRun(seed, choice)}${isTwofold ? ' --check-determinism' : ''}`;
}

/** The command that repeats the run of `seed`. */
export function reproduceRun(seed: string, choice: RunChoice): string {
  return ['npm run sim --', `--seed ${seed}`, ...flagsOf(choice)].join(' ');
}

/** The command that makes the same sweep. */
export function sweepAgain(command: SweepCommand): string {
  const { asked, shard, choice, steers, checksDeterminism } = command;
  const part = shard === null ? [] : [`--shard ${shard.index}/${shard.count}`];
  const seeds = `--seeds ${asked.first}..${asked.last}`;
  const steer = steers ? ['--steer'] : [];
  const compare = checksDeterminism ? ['--check-determinism'] : [];
  return ['npm run sim --', seeds, ...part, ...steer, ...compare, ...flagsOf(choice)].join(' ');
}

/** The command that goes on with a sweep where it was interrupted. */
export function resumeSweep(command: SweepCommand, store: string): string {
  return `${sweepAgain(command)} --store ${store}`;
}

/** The flags that runs have in common. */
export function flagsOf(choice: RunChoice): string[] {
  const { profile, scenario, mutant, overrides } = choice;
  const { nodes, groups, durationMicros } = overrides;
  const flags: readonly (readonly [string, string | number | null | undefined])[] = [
    ['--profile', profile === 'default' ? null : profile],
    ['--scenario', scenario],
    ['--nodes', nodes],
    ['--groups', groups],
    ['--duration', durationMicros === undefined ? null : durationText(durationMicros)],
    ['--mutant', mutant],
  ];
  const given = flags.filter(([, value]) => value !== null && value !== undefined);
  return given.map(([flag, value]) => `${flag} ${value}`);
}

/** As the command line takes it. */
export function durationText(micros: number): string {
  const millis = micros / MICROS_PER_MILLI;
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`;
}
