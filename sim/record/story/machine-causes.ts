import type { GroupId } from '../../../src/base/ids.ts';
import { STORY_LIMITS } from './limits.ts';
import type { RowKind } from './story.ts';

interface Arrival {
  readonly row: number;
  /** null: it may concern any group. */
  readonly groups: readonly number[] | null;
}

/** What sets off what on one machine: everything that came since its last turn. */
export class MachineCauses {
  /** When it was started, stopped or frozen last. */
  machineRow = -1;
  /** Whether the turn under way was looked at. */
  isOpen = false;
  #inbox: Arrival[] = [];
  /** What had come for the turn before, and when that ended. */
  #lastInbox: readonly Arrival[] = [];
  #lastTurnMicros = -1;
  /** What the replicas became in the turn under way. */
  #points: { readonly row: number; readonly group: number }[] = [];
  /** What each replica became last: its role, term or vote. */
  readonly #milestones = new Map<number, number>();
  readonly #commits = new Map<number, number>();
  /** What made each replica's log longer last. */
  readonly #extensions = new Map<number, readonly number[]>();
  /** Messages that never came, since a leader was heard last. */
  readonly #lost = new Map<number, number[]>();

  /** The last message about each group. */
  readonly #heard = new Map<number, number>();

  arrive(row: number, groups: readonly number[] | null): void {
    this.#inbox.push({ row, groups });
  }

  /** What came since the last turn, as far as it may concern one of `groups`. */
  arrivals(groups: readonly number[] | null): number[] {
    return concerning(this.#inbox, groups);
  }

  /** Causes of what leaves in the turn under way. */
  causesOf(groups: readonly number[] | null): number[] {
    const points = this.#points.filter(({ group }) => meets([group], groups));
    return [...this.arrivals(groups), ...points.map(({ row }) => row)];
  }

  /** A replica has become something in the turn under way. */
  note(row: number, group: GroupId, kind: RowKind): void {
    this.#points.push({ row, group });
    if (kind === 'role') {
      this.#milestones.set(group, row);
    } else if (kind === 'commit') {
      this.#commits.set(group, row);
    }
  }

  contextOf(group: number | undefined): number {
    return (group === undefined ? undefined : this.#milestones.get(group)) ?? this.machineRow;
  }

  /** The log of `group` has become longer in this turn. */
  noteExtension(group: GroupId): void {
    this.#extensions.set(group, this.arrivals([group]).slice(-2));
  }

  extensionOf(group: number): readonly number[] {
    return this.#extensions.get(group) ?? [];
  }

  commitOf(group: number): readonly number[] {
    const row = this.#commits.get(group);
    return row === undefined ? [] : [row];
  }

  missed(row: number, groups: readonly number[]): void {
    for (const group of groups) {
      const rows = [...(this.#lost.get(group) ?? []), row];
      this.#lost.set(group, rows.slice(-STORY_LIMITS.lostMax));
    }
  }

  /** A message about these groups was taken in. */
  hear(row: number, groups: readonly number[]): void {
    for (const group of groups) {
      this.#heard.set(group, row);
    }
  }

  /** The row of the last message about `group`; -1 for none. */
  heardOf(group: number): number {
    return this.#heard.get(group) ?? -1;
  }

  /** A leader of these groups was heard: what got lost before does not matter any more. */
  heardLeader(groups: readonly number[]): void {
    for (const group of groups) {
      this.#lost.delete(group);
    }
  }

  lostOf(group: number): readonly number[] {
    return this.#lost.get(group) ?? [];
  }

  /**
   * What had come for the turn in which something broke at `atMicros`, as far as it may concern one of
   * `groups`: the turn that ended then, or else the one under way.
   */
  arrivalsAt(atMicros: number, groups: readonly number[] | null): number[] {
    return this.#lastTurnMicros === atMicros && this.#inbox.length === 0
      ? concerning(this.#lastInbox, groups)
      : this.arrivals(groups);
  }

  endTurn(atMicros: number): void {
    this.#lastInbox = this.#inbox;
    this.#lastTurnMicros = atMicros;
    this.#close();
  }

  /** The node is gone, and what it knew. */
  forget(row: number): void {
    this.#lastInbox = [];
    this.#close();
    this.machineRow = row;
    this.#milestones.clear();
    this.#commits.clear();
    this.#extensions.clear();
    this.#lost.clear();
    this.#heard.clear();
  }

  #close(): void {
    this.isOpen = false;
    this.#inbox = [];
    this.#points = [];
  }
}

function concerning(arrivals: readonly Arrival[], groups: readonly number[] | null): number[] {
  return arrivals
    .filter((arrival) => meets(arrival.groups, groups))
    .map(({ row }) => row)
    .slice(-STORY_LIMITS.causesMax);
}

function meets(some: readonly number[] | null, others: readonly number[] | null): boolean {
  return some === null || others === null || some.some((group) => others.includes(group));
}
