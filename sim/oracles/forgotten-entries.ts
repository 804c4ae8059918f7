import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Observer, Stop } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { PerReplica } from './replica-view.ts';
import type { WrittenLogs } from './written-logs.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** An entry among those of its group. */
export function nameOf(index: LogIndex, term: Term): string {
  return `${index} of term ${term}`;
}

/**
 * What power cuts took back of the entries that were written and answered, replica by replica. The
 * end of a process takes back nothing, whatever the sync mode.
 */
export class ForgottenEntries implements Observer {
  /** Power cuts so far. */
  powerCuts = 0;
  /** Entries that power cuts took back, each as often as that happened. */
  entries = 0;
  readonly #written: WrittenLogs;
  readonly #forgotten = new PerReplica<Map<string, { index: LogIndex; term: Term }>>();
  readonly #replicas = new Set<string>();
  readonly #withChanges = new Set<GroupId>();

  /** @param written - told of everything before this one is. */
  constructor(written: WrittenLogs) {
    this.#written = written;
  }

  /** Replicas that have forgotten something at some time. */
  get replicas(): number {
    return this.#replicas.size;
  }

  stopped(host: SimHost, { damage }: Stop): void {
    if (damage === null) {
      return;
    }
    this.powerCuts++;
    for (const [group, taken] of this.#written.reread(host)) {
      const forgotten = this.#forgotten.of(host.id, group, () => new Map());
      for (const entry of taken.entries) {
        forgotten.set(nameOf(entry.index, entry.term), entry);
      }
      this.entries += taken.entries.length;
      this.#replicas.add(`${host.id} ${group}`);
      if (taken.hasChange) {
        this.#withChanges.add(group);
      }
    }
  }

  /** Whether the replica had the entry, forgot it, and does not have it again. */
  has(node: NodeId, group: GroupId, index: LogIndex, term: Term): boolean {
    return (
      this.#forgotten.get(node, group)?.has(nameOf(index, term)) === true &&
      !this.#written.holds(node, group, index, term)
    );
  }

  /** Whether the replica has the entry, or had it until a power cut. */
  holds(node: NodeId, group: GroupId, index: LogIndex, term: Term): boolean {
    return this.#written.holds(node, group, index, term) || this.has(node, group, index, term);
  }

  /** What the replica lacks now because it forgot it, by `nameOf`. */
  of(node: NodeId, group: GroupId): ReadonlySet<string> {
    const forgotten = this.#forgotten.get(node, group);
    if (forgotten === undefined) {
      return NOTHING;
    }
    const lacked = [...forgotten].filter(
      ([, { index, term }]) => !this.#written.holds(node, group, index, term),
    );
    return new Set(lacked.map(([name]) => name));
  }

  /** Whether the replica lacks an entry behind `index` because it forgot it. */
  hasBehind(node: NodeId, group: GroupId, index: LogIndex): boolean {
    const forgotten = [...(this.#forgotten.get(node, group)?.values() ?? [])];
    return forgotten.some(
      (entry) => entry.index > index && this.has(node, group, entry.index, entry.term),
    );
  }

  /** Whether anybody ever forgot a change of members of the group. */
  hasChange(group: GroupId): boolean {
    return this.#withChanges.has(group);
  }
}
