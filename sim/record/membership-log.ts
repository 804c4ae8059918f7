import type { GroupId } from '../../src/base/ids.ts';
import { learnersOf, type Membership, NO_MEMBERS, votersOf } from '../../src/kv/membership.ts';
import { RECORD_LIMITS } from './limits.ts';
import { Newest } from './newest.ts';
import type { RecordedMembership } from './recording.ts';

/** Changes of members, each when the first replica tells of it. */
export class MembershipLog {
  readonly #latest = new Map<GroupId, Membership>();
  readonly #changes = new Newest<RecordedMembership>(RECORD_LIMITS.membershipsMax);

  get changes(): readonly RecordedMembership[] {
    return this.#changes.items;
  }

  get omitted(): number {
    return this.#changes.dropped;
  }

  note(group: GroupId, after: Membership, atMicros: number): void {
    const before = this.#latest.get(group) ?? NO_MEMBERS;
    if (after.changeId <= before.changeId) {
      return;
    }
    this.#latest.set(group, after);
    // The first members were there from the beginning; nobody joined.
    if (before.members.length > 0) {
      this.#changes.push({ atMicros, group, index: after.changeId, ...difference(before, after) });
    }
  }
}

function difference(before: Membership, after: Membership) {
  const known = before.members.map((member) => member.node);
  const learners = learnersOf(before);
  return {
    added: after.members.map((member) => member.node).filter((node) => !known.includes(node)),
    promoted: votersOf(after).filter((node) => learners.includes(node)),
    removed: after.removed.filter((node) => !before.removed.includes(node)),
  };
}
