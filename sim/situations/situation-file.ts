import { RaftLabError } from '../../src/base/errors.ts';
import { eachLine } from '../seeds/each-line.ts';
import { SeedSet } from '../seeds/seed-set.ts';
import { keyText, type RunKey } from '../seeds/store-record.ts';
import { CELLS, DIMENSIONS, TRANSITIONS } from './dimensions.ts';
import { INGREDIENTS, type Ingredient } from './reachable.ts';
import { type ReachedCell, type SituationRecord, SituationTotals } from './situation-totals.ts';

/** Another one when cells are numbered otherwise. */
const SCHEMA = 1;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What was counted, as lines of JSON: one for each run while a sweep is on, then one for all of them.
 * Lines of two files, in any order and some of them twice, are the file of both.
 */
export class SituationFile {
  readonly #key: RunKey;
  /** Of other runs, other builds, or another schema: kept as they are. */
  readonly #others = new Set<string>();
  readonly #own = new Map<string, SituationRecord>();

  /**
   * @param tellTorn - is told the number of each line of which half a record was left out
   * @throws RaftLabError INVALID_REQUEST with the line's number
   */
  constructor(text: string, key: RunKey, tellTorn?: (line: number) => void) {
    this.#key = key;
    eachLine(text, (line) => this.#take(line), tellTorn);
  }

  /**
   * What it has of these runs. Of two lines that share seeds only the one with more of them counts:
   * the sum is never more than there was.
   */
  get totals(): SituationTotals {
    const totals = new SituationTotals();
    const taken = new SeedSet();
    const records = [...this.#own].sort(
      ([a, one], [b, other]) => other.seeds.size - one.seeds.size || (a < b ? -1 : 1),
    );
    for (const [, record] of records) {
      if (!shareSeeds(record.seeds, taken)) {
        taken.addAll(record.seeds);
        totals.addRecord(record);
      }
    }
    return totals;
  }

  /**
   * Everything, with `record` in place of the lines that are part of it. Where another line has some of
   * its seeds, and others too, all lines stay: of two that share seeds only one counts.
   */
  text(record: SituationRecord): string {
    const others = [...this.#own].filter(([, { seeds }]) => !isPartOf(seeds, record.seeds));
    const isShared = others.some(([, { seeds }]) => shareSeeds(seeds, record.seeds));
    const rest = isShared ? [...this.#own] : others;
    const own = isShared || record.seeds.size === 0 ? [] : [lineOf(this.#key, record)];
    return [...this.#others, ...rest.map(([line]) => line), ...own]
      .sort()
      .map((line) => `${line}\n`)
      .join('');
  }

  #take(line: string): void {
    const fields = JSON.parse(line) as Fields;
    const isOwn = fields.schema === SCHEMA && keyText(fields.key as RunKey) === keyText(this.#key);
    if (isOwn) {
      this.#own.set(line, readRecord(fields));
    } else {
      this.#others.add(line);
    }
  }
}

/** One line, without its end. */
export function lineOf(key: RunKey, record: SituationRecord): string {
  const { seeds, ingredients, cells, transitions } = record;
  return JSON.stringify({
    kind: 'situations',
    schema: SCHEMA,
    key,
    seeds: `${seeds}`,
    ingredients,
    cells: cells.map(({ cell, runs, transitions: count, seeds: examples }) => [
      cell,
      runs,
      count,
      ...examples,
    ]),
    transitions,
  });
}

function isPartOf(part: SeedSet, whole: SeedSet): boolean {
  return [...part].every((seed) => whole.has(seed));
}

function shareSeeds(some: SeedSet, others: SeedSet): boolean {
  return [...some].some((seed) => others.has(seed));
}

function readRecord({ seeds, ingredients, cells, transitions }: Fields): SituationRecord {
  return {
    seeds: SeedSet.parse(String(seeds)),
    ingredients: listOf(ingredients, 'ingredients').map(toIngredient),
    cells: listOf(cells, 'cells').map(toCell),
    transitions: pairsOf(transitions),
  };
}

function toIngredient(value: unknown): Ingredient {
  const known = INGREDIENTS.find((name) => name === value);
  if (known === undefined) {
    throw new RaftLabError('INVALID_REQUEST', `"${String(value)}" is no ingredient of a run`);
  }
  return known;
}

function toCell(value: unknown): ReachedCell {
  const [cell = -1, runs = 0, transitions = 0, ...seeds] = numbersOf(value, 'cells');
  if (cell < 0 || cell >= CELLS) {
    throw new RaftLabError('INVALID_REQUEST', `there is no cell ${cell}`);
  }
  return { cell, runs, transitions, seeds };
}

function pairsOf(value: unknown): number[] {
  const pairs = numbersOf(value, 'transitions');
  const isKnown = (at: number) => at < TRANSITIONS.length * DIMENSIONS.role.length;
  if (!pairs.every((number, at) => at % 2 === 1 || isKnown(number))) {
    throw new RaftLabError('INVALID_REQUEST', '"transitions" names one that there is not');
  }
  return pairs;
}

function numbersOf(value: unknown, name: string): number[] {
  const numbers = listOf(value, name);
  if (!numbers.every((each) => Number.isSafeInteger(each) && (each as number) >= 0)) {
    throw new RaftLabError('INVALID_REQUEST', `"${name}" holds something else than whole numbers`);
  }
  return numbers as number[];
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new RaftLabError('INVALID_REQUEST', `"${name}" is no list`);
  }
  return value;
}
