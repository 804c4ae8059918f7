import type { Membership } from '../../src/kv/membership.ts';
import type { Entry } from '../../src/raft/entry.ts';
import { changeOf, payloadText } from './lab-entry.ts';
import { changed } from './lab-membership.ts';
import type { SavedState } from './lab-message.ts';

/** The state machine of transcripts: it puts payloads behind each other, and keeps the members. */
export class LabMachine {
  /** The newest state that was saved; there is one after each applied entry. */
  saved: SavedState;

  constructor(saved: SavedState) {
    this.saved = saved;
  }

  get membership(): Membership {
    return this.saved.membership;
  }

  /** Applies the next entry; returns whether it has changed the members. */
  apply(entry: Entry): boolean {
    const membership = this.#membershipAfter(entry);
    const isNew = membership !== this.membership;
    const added = entry.kind === 'command' ? payloadText(entry) : '';
    this.saved = {
      position: { index: entry.index, term: entry.term },
      membership,
      content: this.saved.content + added,
    };
    return isNew;
  }

  #membershipAfter(entry: Entry): Membership {
    if (entry.kind !== 'configuration') {
      return this.membership;
    }
    const outcome = changed(this.membership, changeOf(entry), entry.index);
    return outcome.kind === 'accepted' ? outcome.membership : this.membership;
  }
}
