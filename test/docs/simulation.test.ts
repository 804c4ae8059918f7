import test from 'ava';
import { PAGE_BYTES_MAX } from '../../reports/sim/page-size.ts';
import { simProgram } from '../../sim/cli/program.ts';
import { drawDiskConfig } from '../../sim/config/disk-profile.ts';
import { drawConfig } from '../../sim/config/draw-config.ts';
import { PROFILES } from '../../sim/config/profiles.ts';
import { drawRelaxedConfig } from '../../sim/config/relaxed-profile.ts';
import { LASTING_FAULTS } from '../../sim/liveness/blast-radius.ts';
import { LivenessTotals } from '../../sim/liveness/liveness-totals.ts';
import { MUTANTS } from '../../sim/mutants/catalogue.ts';
import { ORACLES } from '../../sim/oracles/catalogue.ts';
import { EXCUSED_BY_LOSS, EXCUSED_BY_SYNC_MODE } from '../../sim/oracles/excuses.ts';
import { STORY_LIMITS } from '../../sim/record/story/limits.ts';
import { EXIT_CODES } from '../../sim/run/verdict.ts';
import { SCENARIOS } from '../../sim/scenarios/catalogue.ts';
import { noFaults } from '../../sim/world/counters.ts';
import { EFFECT_KINDS } from '../../sim/world/effect-kind.ts';
import { formatSyncMode } from '../../src/storage/sync-mode.ts';
import { readDocument, tablesWith } from './markdown.ts';

const document = readDocument('docs/simulation.md');

const UNITS: Readonly<Record<string, number>> = {
  '1': 1,
  ms: 1000,
  s: 1_000_000,
  KiB: 1024,
  '%': 10_000,
};
/** Enough for every value of every list to come up: the rarest has one chance in twenty or so. */
const SEEDS = 600;

/** A single value, or everything from one to another. */
interface Span {
  readonly from: number;
  readonly through: number;
}

/** The spans of `cell`, in the code's own unit. */
function spansOf(cell: string, unit: string): Span[] {
  return cell.split(',').map((item) => {
    const [from, through = from] = item.trim().split('…').map(Number);
    const scale = UNITS[unit] ?? Number.NaN;
    return {
      from: Math.round((from as number) * scale),
      through: Math.round((through as number) * scale),
    };
  });
}

function holds({ from, through }: Span, value: number): boolean {
  return value >= from && value <= through;
}

function valueAt(config: object, path: string): number {
  let value: unknown = config;
  for (const name of path.split('.')) {
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return Math.round(Number(value));
}

test('a seed draws what the document says, and everything that it says', (t) => {
  const configs = Array.from({ length: SEEDS }, (_, i) => drawConfig(`${i}`));
  const usual = tablesWith(document, 'field', 'unit', 'drawn from')[0]?.rows ?? [];
  const stormy = tablesWith(document, 'field', 'unit', 'stormy')[0]?.rows ?? [];
  t.true(usual.length > 40);
  for (const [path, unit, cell] of usual) {
    const spans = spansOf(cell as string, unit as string);
    const others = stormy
      .filter(([other]) => other === path)
      .flatMap(([, otherUnit, other]) => spansOf(other as string, otherUnit as string));
    const values = configs.map((config) => valueAt(config, path as string));
    for (const value of values) {
      const isListed = [...spans, ...others].some((span) => holds(span, value));
      t.true(isListed, `${path} is ${value}`);
    }
    for (const span of [...spans, ...others]) {
      const isDrawn = values.some((value) => holds(span, value));
      t.true(isDrawn, `${path} is never ${span.from}`);
    }
  }
});

for (const name of ['default', 'disk', 'network', 'clock', 'unbounded', 'relaxed']) {
  test(`the profile ${name} draws what the document says, and everything that it says`, (t) => {
    const profile = PROFILES.find((each) => each.name === name) as (typeof PROFILES)[number];
    const configs = Array.from({ length: SEEDS }, (_, i) => profile.draw(`${i}`, {}));
    const rows = tablesWith(document, 'field', 'unit', name)[0]?.rows ?? [];
    t.true(rows.length > 3);
    for (const [path, unit, cell] of rows) {
      const spans = spansOf(cell as string, unit as string);
      const values = configs.map((config) => valueAt(config, path as string));
      t.true(
        values.every((value) => spans.some((span) => holds(span, value))),
        path,
      );
      t.true(
        spans.every((span) => values.some((value) => holds(span, value))),
        path,
      );
    }
  });
}

test('the profile relaxed draws the sync modes that the document names, and no others', (t) => {
  const drawn = Array.from({ length: SEEDS }, (_, i) => drawRelaxedConfig(`${i}`, {}));
  const modes = new Set(drawn.map(({ tuning }) => formatSyncMode(tuning.syncMode)));
  const named = [...document.matchAll(/`(interval:\d+)`/g)].map(([, name]) => name);
  t.deepEqual([...modes].sort(), ['none', ...new Set(named)].sort());
});

test('the document has every drawn fault of disks', (t) => {
  const rows = tablesWith(document, 'field', 'unit', 'disk')[0]?.rows ?? [];
  const shown = rows.map(([path]) => path).filter((path) => path?.startsWith('diskFaults.'));
  const drawn = Object.keys(drawDiskConfig('1', {}).diskFaults).map((name) => `diskFaults.${name}`);
  t.deepEqual(shown, drawn);
});

test('the document has every drawn number of faults, network, disk and workload', (t) => {
  const rows = tablesWith(document, 'field', 'unit', 'drawn from')[0]?.rows ?? [];
  const { faults, network, disk, versions, workload } = drawConfig('1');
  const drawn = Object.entries({ faults, network, disk, versions, workload }).flatMap(
    ([part, plan]) => Object.keys(plan).map((name) => `${part}.${name}`),
  );
  const shown = rows.map(([path]) => path as string).filter((path) => !path.startsWith('tuning.'));
  t.deepEqual(shown.filter((path) => path.includes('.')).sort(), drawn.sort());
});

test('the table of faults has every count', (t) => {
  const rows = tablesWith(document, 'count', 'what it is')[0]?.rows ?? [];
  t.deepEqual(
    rows.map(([name]) => name),
    Object.keys(noFaults()),
  );
});

test('the tables of liveness have every number and every lasting fault', (t) => {
  const { leaderAfter, ...rest } = new LivenessTotals().summary;
  const numbers = [...Object.keys(leaderAfter).map((cause) => `leaderAfter.${cause}`)];
  const shown = (heading: string, other: string) =>
    (tablesWith(document, heading, other)[0]?.rows ?? []).map(([name]) => name);
  t.deepEqual(shown('number', 'what it is'), [...numbers, ...Object.keys(rest)]);
  t.deepEqual(shown('lasting fault', 'in force while'), [...LASTING_FAULTS]);
});

test('the table of oracles has every oracle with its sentence', (t) => {
  const rows = tablesWith(document, 'oracle', 'class', 'sentence')[0]?.rows ?? [];
  t.deepEqual(Object.fromEntries(rows.map(([oracle, , sentence]) => [oracle, sentence])), ORACLES);
});

test('the table of crash points has every kind of effect', (t) => {
  const rows = tablesWith(document, 'crash point', 'the effect')[0]?.rows ?? [];
  t.deepEqual(
    rows.map(([kind]) => kind),
    [...EFFECT_KINDS],
  );
});

test('the document says of which oracles a run is excused, and why', (t) => {
  const rows = tablesWith(document, 'excused oracle', 'because')[0]?.rows ?? [];
  t.deepEqual(Object.fromEntries(rows), EXCUSED_BY_LOSS);
  const relaxed = tablesWith(document, 'excused after such a loss', 'because')[0]?.rows ?? [];
  t.deepEqual(Object.fromEntries(relaxed), EXCUSED_BY_SYNC_MODE);
});

test('the table of options has every option of the command', (t) => {
  const rows = tablesWith(document, 'option')[0]?.rows ?? [];
  const ignore = () => undefined;
  const { options } = simProgram({
    run: ignore,
    scenarios: ignore,
    list: ignore,
    check: ignore,
    crashPoints: ignore,
    mutants: ignore,
  });
  t.deepEqual(rows.map(([option]) => option).sort(), options.map(({ flags }) => flags).sort());
});

test('the document names every profile and every scenario', (t) => {
  const named = [...PROFILES, ...SCENARIOS].map(({ name }) => name);
  t.true(named.length > 5);
  t.deepEqual(
    named.filter((name) => !document.includes(`\`${name}\``)),
    [],
  );
});

test('the table of scenarios has every scenario, its number and what happens', (t) => {
  const rows =
    tablesWith(document, 'scenario', 'number', 'what happens', 'what breaks it')[0]?.rows ?? [];
  const shown = rows.map(([name, origin, summary]) => [name, origin, summary]);
  const told = SCENARIOS.map(({ name, origin, summary }) => [name, origin, summary]);
  t.deepEqual(shown.sort(), told.sort());
});

test('the score has every mutant, with its tier and number, in the order of the catalogue', (t) => {
  const rows = tablesWith(document, 'mutant', 'tier', 'killed by')[0]?.rows ?? [];
  t.deepEqual(
    rows.map((row) => [row[0], row[1], row[9]]),
    MUTANTS.map(({ id, tier, number }) => [
      id,
      String(tier),
      number === null ? '–' : String(number),
    ]),
  );
});

test('what is left out of the catalogue is what no mutant has', (t) => {
  const rows = tablesWith(document, 'number', 'why')[0]?.rows ?? [];
  const numbers = [
    ...rows.map(([number]) => Number(number)),
    ...MUTANTS.map(({ number }) => number),
  ];
  t.deepEqual(
    numbers.filter((number) => number !== null).sort((a, b) => a - b),
    Array.from({ length: 66 }, (_, i) => i + 1),
  );
});

test('the document says how much of a long run a page holds', (t) => {
  const rows = STORY_LIMITS.rowsMax.toLocaleString('en-US');
  t.true(document.includes(`the newest ${rows} recorded rows`));
  t.true(document.includes(`A page of more than ${PAGE_BYTES_MAX / 1_000_000} MB`));
});

test('the exit codes are those of the verdicts', (t) => {
  const rows = tablesWith(document, 'exit code', 'verdict')[0]?.rows ?? [];
  const shown = rows.filter(([, verdict]) => verdict !== '');
  t.deepEqual(
    Object.fromEntries(shown.map(([code, verdict]) => [verdict, Number(code)])),
    EXIT_CODES,
  );
});
