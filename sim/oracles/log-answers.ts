import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Checksum } from '../../src/base/ports.ts';
import type { LogRange } from '../../src/codec/client/request.ts';
import type { LogExcerpt } from '../../src/codec/client/response.ts';
import { decodeEntries } from '../../src/codec/entry-record.ts';
import type { Entry } from '../../src/raft/entry.ts';
import type { CommittedEntries } from './committed-entries.ts';
import { contentOf, isSameContent } from './replica-view.ts';
import { Violation } from './violation.ts';

/** Whose log was asked for. */
export interface LogPlace {
  readonly node: NodeId;
  readonly group: GroupId;
}

/**
 * What a node answers of its log is what was committed there: from the first entry asked for on, without
 * gaps, no further than asked for, and no more bytes than allowed.
 */
export class LogAnswers {
  readonly #committed: CommittedEntries;
  readonly #checksum: Checksum;

  constructor(committed: CommittedEntries, checksum: Checksum) {
    this.#committed = committed;
    this.#checksum = checksum;
  }

  highest(group: GroupId): LogIndex {
    return this.#committed.highest(group);
  }

  /** @throws Violation */
  check(place: LogPlace, range: LogRange, { firstIndex, commitIndex, records }: LogExcerpt): void {
    const entries = this.#decode(place, range, records);
    const end = range.first + entries.length - 1;
    if (entries.length === 0 || end > Math.min(range.last, commitIndex)) {
      throw violation(place, `entries ${range.first} to ${end}, asked for those to ${range.last}`);
    }
    if (firstIndex > range.first || commitIndex > this.highest(place.group)) {
      throw violation(place, `to have entries ${firstIndex} to ${commitIndex}`);
    }
    if (entries.length > 1 && records.length > range.bytesMax) {
      throw violation(place, `${records.length} bytes where ${range.bytesMax} are allowed`);
    }
    for (const entry of entries) {
      this.#checkEntry(place, entry);
    }
  }

  #decode(place: LogPlace, { first }: LogRange, records: Uint8Array): Entry[] {
    try {
      const range = { start: 0, end: records.length };
      const expected = { firstIndex: first, termMax: Number.MAX_SAFE_INTEGER as Term };
      return decodeEntries(records, range, expected, this.#checksum);
    } catch (error) {
      throw violation(place, `what cannot be read: ${(error as Error).message}`);
    }
  }

  #checkEntry(place: LogPlace, entry: Entry): void {
    const known = this.#committed.at(place.group, entry.index);
    if (known?.term !== entry.term || !isSameContent(known.content, contentOf(entry))) {
      throw violation(place, `an entry ${entry.index} of term ${entry.term} that nobody committed`);
    }
  }
}

function violation({ node, group }: LogPlace, what: string): Violation {
  const message = `node ${node} answers of its log of group ${group} ${what}`;
  return new Violation('log-answers', 'invariant', message, { node, group });
}
