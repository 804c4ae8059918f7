import { type GroupId, NO_NODE, type NodeId } from '../../../src/base/ids.ts';
import { isAsleep } from '../../../src/engine/quiescing.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import { PerReplica } from '../../oracles/replica-view.ts';
import { roleOf } from '../replica-track.ts';
import type { NewRow } from './row-table.ts';
import { REPLICA_CELLS, STORY_ROLES } from './story.ts';
import type { StoryDraft } from './story-draft.ts';

type Cell = (typeof REPLICA_CELLS)[number];

/** What a replica became since it was looked at last. */
export type Change = Omit<NewRow, 'causes' | 'context' | 'atMicros'> & {
  readonly kind: 'role' | 'commit' | 'members' | 'cutBack' | 'sleep';
};

/** Looks at replicas, keeps their values up to date, and tells what changed. */
export class ReplicaWatch {
  readonly #draft: StoryDraft;
  readonly #first = new PerReplica<number>();

  constructor(draft: StoryDraft) {
    this.#draft = draft;
  }

  /** The last known leader's number, before this look; -1 for none. */
  leaderBefore(node: NodeId, group: GroupId): number {
    return this.#value(this.#place(node, group), 'leader') - 1;
  }

  lastIndexBefore(node: NodeId, group: GroupId): number {
    return this.#value(this.#place(node, group), 'lastIndex');
  }

  look(node: NodeId, replica: Replica, atMicros: number): Change[] {
    const { group } = replica;
    const first = this.#place(node, group);
    const before = Object.fromEntries(
      REPLICA_CELLS.map((cell) => [cell, this.#value(first, cell)]),
    ) as Record<Cell, number>;
    const now = this.#valuesOf(replica);
    for (const [at, cell] of REPLICA_CELLS.entries()) {
      this.#draft.states.set(first + at, now[cell], atMicros);
    }
    return this.#changes(before, now).map((change) => ({
      ...change,
      node: this.#draft.numberOf(node),
      group,
      term: change.term ?? now.term,
    }));
  }

  /** The replica is gone with its node. */
  leave(node: NodeId, group: GroupId, atMicros: number): void {
    const first = this.#first.get(node, group);
    if (first !== undefined) {
      for (const at of REPLICA_CELLS.keys()) {
        this.#draft.states.set(first + at, 0, atMicros);
      }
    }
  }

  #changes(before: Record<Cell, number>, now: Record<Cell, number>): Change[] {
    const changes: Change[] = [];
    const isOther = (cell: Cell) => before[cell] !== now[cell];
    if (isOther('role') || isOther('term') || isOther('vote')) {
      const { role, vote } = now;
      changes.push({ kind: 'role', what: role, a: vote, b: before.role });
    }
    // A replica that has just started has its log from before.
    const isNew = before.role === 0;
    if (now.commitIndex > before.commitIndex && !isNew) {
      changes.push({ kind: 'commit', a: before.commitIndex, b: now.commitIndex });
    }
    if (isOther('configuration')) {
      const text = this.#draft.text(this.#configurationWords(now.configuration - 1));
      changes.push({ kind: 'members', a: now.configuration - 1, text });
    }
    if (now.lastIndex < before.lastIndex && !isNew) {
      changes.push({ kind: 'cutBack', a: before.lastIndex, b: now.lastIndex });
    }
    if (isOther('isAsleep')) {
      changes.push({ kind: 'sleep', a: now.isAsleep });
    }
    return changes;
  }

  #valuesOf(replica: Replica): Record<Cell, number> {
    const { raft, machine } = replica;
    const { term, vote, leader, log } = raft.state;
    return {
      role: STORY_ROLES.indexOf(roleOf(replica)),
      term,
      vote: vote === NO_NODE ? 0 : this.#draft.numberOf(vote) + 1,
      leader: leader === NO_NODE ? 0 : this.#draft.numberOf(leader) + 1,
      firstIndex: log.firstIndex,
      lastIndex: log.lastIndex,
      lastTerm: log.lastTerm,
      commitIndex: log.commitIndex,
      appliedIndex: machine.appliedIndex,
      durableIndex: log.durableIndex,
      configuration: this.#configurationOf(replica),
      isAsleep: isAsleep(replica) ? 1 : 0,
    };
  }

  /** Its position, plus one: 0 is none. */
  #configurationOf({ raft }: Replica): number {
    const { voters, outgoing, learners, witnesses } = raft.state.configuration;
    const numbers = (nodes: readonly NodeId[]) => nodes.map((node) => this.#draft.numberOf(node));
    return (
      1 +
      this.#draft.configuration({
        voters: numbers(voters),
        outgoing: numbers(outgoing),
        learners: numbers(learners),
        witnesses: numbers(witnesses),
      })
    );
  }

  #configurationWords(position: number): string {
    const configuration = this.#draft.configurations[position];
    if (configuration === undefined) {
      return 'nobody';
    }
    const { voters, outgoing, learners, witnesses } = configuration;
    const names = (nodes: readonly number[]) => nodes.map((node) => `n${node + 1}`).join(' ');
    return [
      `voters ${names(voters)}`,
      ...(outgoing.length > 0 ? [`JOINT with ${names(outgoing)}`] : []),
      ...(learners.length > 0 ? [`learners ${names(learners)}`] : []),
      ...(witnesses.length > 0 ? [`witnesses ${names(witnesses)}`] : []),
    ].join(', ');
  }

  #place(node: NodeId, group: GroupId): number {
    const known = this.#first.get(node, group);
    if (known !== undefined) {
      return known;
    }
    const cells = { kind: 'replica', node: this.#draft.numberOf(node), group, text: -1 } as const;
    const first = this.#draft.states.place(cells, REPLICA_CELLS.length);
    this.#first.set(node, group, first);
    return first;
  }

  #value(first: number, cell: Cell): number {
    return this.#draft.states.get(first + REPLICA_CELLS.indexOf(cell));
  }
}
