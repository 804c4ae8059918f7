import type { Streams } from '../../src/cli/command/streams.ts';
import { PROFILES } from '../config/profiles.ts';
import { MUTANTS } from '../mutants/catalogue.ts';
import { ORACLES } from '../oracles/catalogue.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import type { ListCommand } from './sim-command.ts';

/** Prints what can be named on the command line, and what runs are held to. Returns 0. */
export function listCommand({ json }: ListCommand, streams: Streams): number {
  const profiles = PROFILES.map(({ name, summary }) => ({ name, summary }));
  const scenarios = SCENARIOS.map(({ name, origin, summary }) => ({ name, origin, summary }));
  const mutants = MUTANTS.map(({ id, tier, summary, source }) => ({ id, tier, summary, source }));
  const oracles = Object.entries(ORACLES).map(([name, claim]) => ({ name, claim }));
  if (json) {
    const line = { schema: 1, kind: 'list', profiles, scenarios, mutants, oracles };
    streams.stdout.write(`${JSON.stringify(line)}\n`);
    return 0;
  }
  streams.stdout.write(
    [
      section('profiles (--profile)', profiles, ({ name, summary }) => [name, summary]),
      section('scenarios (--scenario)', scenarios, ({ name, origin, summary }) => [
        name,
        origin === '–' ? summary : `${summary} (${origin})`,
      ]),
      section('mutants (--mutant)', mutants, ({ id, summary }) => [id, summary]),
      section('oracles', oracles, ({ name, claim }) => [name, claim]),
    ].join('\n'),
  );
  return 0;
}

function section<T>(
  title: string,
  items: readonly T[],
  columns: (item: T) => readonly [string, string],
): string {
  const rows = items.map(columns);
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${title}\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')}`;
}
