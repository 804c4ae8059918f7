import { eachLine } from './each-line.ts';
import { SeedSet } from './seed-set.ts';
import {
  type FailureRecord,
  keyText,
  type RunKey,
  readRecord,
  type StoreRecord,
  storeLine,
} from './store-record.ts';

/** Failures of one signature that are kept with everything that is known of them. */
export const FAILURES_KEPT = 3;
/** Builds of which each seed is known; of older ones the store keeps how many there were. */
export const BUILDS_KEPT = 10;

/** Passes that count: all, or those that another process came to the same events with. */
export type Passes = 'passed' | 'compared';

/** Seeds that failed alike. */
interface FailedSeeds {
  readonly signature: string;
  readonly exitCode: number;
  readonly seeds: SeedSet;
}

/** What became of the seeds of one way to run them, with one build of the program. */
class Ledger {
  key: RunKey;
  readonly passed = new SeedSet();
  /** Those of them that another process came to the same events with. */
  readonly compared = new SeedSet();
  readonly failed = new Map<string, FailedSeeds>();
  /** Of a build so old that only numbers are left. */
  folded: { passed: number; failed: number } | null = null;

  constructor(key: RunKey) {
    this.key = key;
  }

  failedAs(signature: string, exitCode: number): SeedSet {
    const name = `${exitCode} ${signature}`;
    let failed = this.failed.get(name);
    if (failed === undefined) {
      failed = { signature, exitCode, seeds: new SeedSet() };
      this.failed.set(name, failed);
    }
    return failed.seeds;
  }

  /** The newest of the commits with this build is the one that counts. */
  sawAt({ committedAt }: RunKey): void {
    this.key = { ...this.key, committedAt: Math.max(committedAt, this.key.committedAt) };
  }

  fold(passed: number, failed: number): void {
    this.folded = {
      passed: Math.max(passed, this.folded?.passed ?? 0),
      failed: Math.max(failed, this.folded?.failed ?? 0),
    };
  }

  /** Those of `seeds` that did not fail as well; a set of its own. */
  unfailed(passed: SeedSet): SeedSet {
    const rest = SeedSet.parse(`${passed}`);
    for (const { seeds } of this.failed.values()) {
      for (const seed of seeds) {
        rest.delete(seed);
      }
    }
    return rest;
  }

  get failedCount(): number {
    return [...this.failed.values()].reduce((sum, { seeds }) => sum + seeds.size, 0);
  }
}

/**
 * Which seeds were run and what became of them, as lines of JSON. Lines of two stores, in any order
 * and some of them twice, are the store of both: git may merge files of it by union.
 */
export class SeedStore {
  readonly #ledgers = new Map<string, Ledger>();
  readonly #failures = new Map<string, FailureRecord>();

  /**
   * @param tellTorn - is told the number of each line of which half a record was left out
   * @throws RaftLabError INVALID_REQUEST with the line's number
   */
  static read(text: string, tellTorn?: (line: number) => void): SeedStore {
    const store = new SeedStore();
    eachLine(text, (line) => store.add(readRecord(line)), tellTorn);
    return store;
  }

  add(record: StoreRecord): void {
    const { key } = record;
    const ledger = this.#ledger(key);
    switch (record.kind) {
      case 'passed':
        ledger.passed.addAll(record.seeds);
        ledger.compared.addAll(record.compared);
        return;
      case 'failed':
        ledger.failedAs(record.signature, record.exitCode).addAll(record.seeds);
        return;
      case 'failure':
        ledger.failedAs(record.signature, record.exitCode).add(record.seed);
        this.#keep(record);
        return;
      case 'folded':
        ledger.fold(record.passed, record.failed);
        return;
    }
  }

  /** @param passes - which passes count */
  isDone(key: RunKey, seed: number, passes: Passes = 'passed'): boolean {
    const ledger = this.#ledgers.get(keyText(key));
    return (
      ledger !== undefined &&
      (ledger[passes].has(seed) || [...ledger.failed.values()].some(({ seeds }) => seeds.has(seed)))
    );
  }

  /** The failing seeds of one way to run them. */
  failed(key: RunKey): readonly FailedSeeds[] {
    return [...(this.#ledgers.get(keyText(key))?.failed.values() ?? [])];
  }

  /** A set of its own. A seed that passed once and failed once has failed. */
  passed(key: RunKey, passes: Passes = 'passed'): SeedSet {
    const ledger = this.#ledgers.get(keyText(key));
    return ledger?.unfailed(ledger[passes]) ?? new SeedSet();
  }

  /** The failures that are kept in full, the best to look at first. */
  get failures(): readonly FailureRecord[] {
    const bySignature = new Map<string, FailureRecord[]>();
    for (const failure of this.#failures.values()) {
      const name = `${failure.key.run} ${failure.signature}`;
      bySignature.set(name, [...(bySignature.get(name) ?? []), failure]);
    }
    return [...bySignature.values()].flatMap((alike) =>
      alike.sort(byWorth).slice(0, FAILURES_KEPT),
    );
  }

  /**
   * Everything as lines, in one order whatever came first.
   *
   * @param current - not folded, however old its build is
   */
  text(current: RunKey | null = null): string {
    const isOld = this.#oldBuilds(current);
    const ledgers = [...this.#ledgers.values()].flatMap((ledger) =>
      isOld.has(ledger) ? foldedRecord(ledger) : recordsOf(ledger),
    );
    return [...ledgers, ...this.failures]
      .map(storeLine)
      .sort()
      .map((line) => `${line}\n`)
      .join('');
  }

  #keep(record: FailureRecord): void {
    const name = `${keyText(record.key)} ${record.seed} ${record.exitCode} ${record.signature}`;
    const known = this.#failures.get(name);
    if (known === undefined || byWorth(record, known) < 0) {
      this.#failures.set(name, record);
    }
  }

  #ledger(key: RunKey): Ledger {
    const name = keyText(key);
    let ledger = this.#ledgers.get(name);
    if (ledger === undefined) {
      ledger = new Ledger(key);
      this.#ledgers.set(name, ledger);
    }
    ledger.sawAt(key);
    return ledger;
  }

  #oldBuilds(current: RunKey | null): ReadonlySet<Ledger> {
    const byRun = new Map<string, Ledger[]>();
    for (const ledger of this.#ledgers.values()) {
      byRun.set(ledger.key.run, [...(byRun.get(ledger.key.run) ?? []), ledger]);
    }
    return new Set(
      [...byRun.values()].flatMap((ledgers) =>
        ledgers
          .sort((a, b) => byFreshness(a.key, b.key))
          .slice(BUILDS_KEPT)
          .filter(({ key }) => key.build !== current?.build),
      ),
    );
  }
}

function recordsOf(ledger: Ledger): StoreRecord[] {
  const { key, failed, folded } = ledger;
  const seeds = ledger.unfailed(ledger.passed);
  const compared = ledger.unfailed(ledger.compared);
  return [
    ...(seeds.size === 0 ? [] : [{ kind: 'passed', key, seeds, compared } as const]),
    ...[...failed.values()].map((each) => ({ kind: 'failed', key, ...each }) as const),
    ...(folded === null ? [] : [{ kind: 'folded', key, ...folded } as const]),
  ];
}

function foldedRecord(ledger: Ledger): StoreRecord {
  const { key, passed, failedCount, folded } = ledger;
  return {
    kind: 'folded',
    key,
    passed: Math.max(passed.size, folded?.passed ?? 0),
    failed: Math.max(failedCount, folded?.failed ?? 0),
  };
}

function byFreshness(a: RunKey, b: RunKey): number {
  return b.committedAt - a.committedAt || compare(a.build, b.build);
}

/** The newest build first, then what fails fastest, then what was found first. */
function byWorth(a: FailureRecord, b: FailureRecord): number {
  return (
    byFreshness(a.key, b.key) ||
    a.wallMs - b.wallMs ||
    compare(a.foundAt, b.foundAt) ||
    a.seed - b.seed ||
    compare(JSON.stringify(a), JSON.stringify(b))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
