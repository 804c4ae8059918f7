import { type GroupId, indexAfter, indexBefore, type LogIndex } from '../../base/ids.ts';
import { recordsBytes } from '../../raft/entry.ts';
import type { StateRecord } from './batch.ts';

/** Records of consecutive entries that lie one behind the other in a segment. */
export interface EntryRun {
  readonly firstIndex: LogIndex;
  /** The last entry that still counts; records behind it were replaced later. */
  readonly lastIndex: LogIndex;
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Where the entries of one group stand on disk. */
export class EntryRuns {
  /** Ascending and without gaps. */
  #runs: EntryRun[] = [];

  /** Notes a run that was written; it replaces what was there from its first entry on. */
  add(run: EntryRun): void {
    while (this.#last !== undefined && this.#last.firstIndex >= run.firstIndex) {
      this.#runs.pop();
    }
    const last = this.#last;
    if (last !== undefined && last.lastIndex >= run.firstIndex) {
      this.#runs[this.#runs.length - 1] = { ...last, lastIndex: indexBefore(run.firstIndex) };
    }
    if (last !== undefined && indexAfter(last.lastIndex) < run.firstIndex) {
      // The log began anew behind a snapshot.
      this.#runs = [];
    }
    this.#runs.push(run);
  }

  /** Forgets entries through `index`: they are compacted. */
  dropThrough(index: LogIndex): void {
    const kept = this.#runs.findIndex((run) => run.lastIndex > index);
    this.#runs.splice(0, kept < 0 ? this.#runs.length : kept);
  }

  /**
   * The run that holds `index` and those behind it in the same segment, as long as one read of at
   * most `bytesMax` bytes gets them all, but at least the first.
   */
  from(index: LogIndex, bytesMax: number): readonly EntryRun[] {
    const at = this.#find(index);
    const first = this.#runs[at];
    if (first === undefined || first.firstIndex > index) {
      return [];
    }
    let end = at + 1;
    for (; end < this.#runs.length; end++) {
      const next = this.#runs[end] as EntryRun;
      const span = next.offset + next.bytes - first.offset;
      if (next.segment !== first.segment || span > bytesMax) {
        break;
      }
    }
    return this.#runs.slice(at, end);
  }

  get #last(): EntryRun | undefined {
    return this.#runs[this.#runs.length - 1];
  }

  /** Position of the first run that does not end before `index`. */
  #find(index: LogIndex): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] as EntryRun).lastIndex < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** Notes where the entries of a record stand, `at` being the place of the first. */
export function noteRun(
  runs: Map<GroupId, EntryRuns>,
  { group, entries }: StateRecord,
  at: { readonly segment: number; readonly offset: number },
): void {
  const first = entries[0];
  const last = entries[entries.length - 1];
  if (first === undefined || last === undefined) {
    return;
  }
  let ofGroup = runs.get(group);
  if (ofGroup === undefined) {
    ofGroup = new EntryRuns();
    runs.set(group, ofGroup);
  }
  const bytes = recordsBytes(entries);
  ofGroup.add({ firstIndex: first.index, lastIndex: last.index, bytes, ...at });
}
