import type { GroupId } from '../../src/base/ids.ts';
import { Stopwatch } from './stopwatch.ts';

/** Windows of one run that are kept. */
const WINDOWS_MAX = 4096;

/** What a client asked the leader of a group for. */
export interface Question {
  readonly client: number;
  readonly group: GroupId;
  readonly key: string;
}

interface Waiting extends Question {
  readonly sinceMicros: number;
}

/** What is known of one group. */
class GroupService {
  /** Runs while a quorum could serve somebody who waits. */
  readonly needed = new Stopwatch();
  waiting = 0;
  /** Before the first answer a group is starting up, which is no outage. */
  hasBegun = false;
  neededBefore = 0;
}

/** Who waits for an answer, who got one, and for how long a group owed one. */
export class ServiceWatch {
  readonly #timeoutMicros: number;
  readonly #groups: ReadonlyMap<GroupId, GroupService>;
  readonly #couldServe = new Set<GroupId>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #windowsMicros: number[] = [];

  /** @param timeoutMicros - an election timeout: the shortest window that counts as one. */
  constructor(groups: readonly GroupId[], timeoutMicros: number) {
    this.#timeoutMicros = timeoutMicros;
    this.#groups = new Map(groups.map((group) => [group, new GroupService()]));
  }

  /** A client begins to wait. */
  asked(id: number, question: Question, nowMicros: number): void {
    this.#waiting.set(id, { ...question, sinceMicros: nowMicros });
    const known = this.#groups.get(question.group);
    if (known !== undefined) {
      known.waiting++;
      this.#wind(question.group, nowMicros);
    }
  }

  /** It waits no longer. */
  ended(id: number, nowMicros: number): void {
    const question = this.#waiting.get(id);
    const known = question === undefined ? undefined : this.#groups.get(question.group);
    if (question !== undefined && known !== undefined) {
      this.#waiting.delete(id);
      known.waiting--;
      this.#wind(question.group, nowMicros);
    }
  }

  /** The group gave somebody the answer. */
  served(group: GroupId, nowMicros: number): void {
    const known = this.#groups.get(group);
    if (known !== undefined) {
      this.#note(known, nowMicros);
      known.hasBegun = true;
      known.neededBefore = known.needed.read(nowMicros);
    }
  }

  /** Whether a quorum of the group could serve from now on. */
  couldServe(group: GroupId, isAble: boolean, nowMicros: number): void {
    if (isAble) {
      this.#couldServe.add(group);
    } else {
      this.#couldServe.delete(group);
    }
    this.#wind(group, nowMicros);
  }

  /** Groups, clients and keys of which somebody has waited for longer than an election timeout. */
  unserved(nowMicros: number): { groups: number; clients: number; keys: number } {
    const groups = new Set<GroupId>();
    const clients = new Set<number>();
    const keys = new Set<string>();
    for (const { group, client, key, sinceMicros } of this.#waiting.values()) {
      if (nowMicros - sinceMicros > this.#timeoutMicros) {
        groups.add(group);
        clients.add(client);
        keys.add(key);
      }
    }
    return { groups: groups.size, clients: clients.size, keys: keys.size };
  }

  /**
   * How long groups gave no answer although somebody waited and a quorum could have served: the time
   * between two answers for which both held, where it is an election timeout or more. Windows that are
   * open end now.
   */
  windowsMicros(nowMicros: number): number[] {
    for (const known of this.#groups.values()) {
      this.#note(known, nowMicros);
    }
    return this.#windowsMicros;
  }

  /** For how long, over all groups, somebody waited whom a quorum could have served. */
  neededMicros(nowMicros: number): number {
    return [...this.#groups.values()].reduce((sum, { needed }) => sum + needed.read(nowMicros), 0);
  }

  #wind(group: GroupId, nowMicros: number): void {
    const known = this.#groups.get(group);
    known?.needed.set(known.waiting > 0 && this.#couldServe.has(group), nowMicros);
  }

  #note({ hasBegun, needed, neededBefore }: GroupService, nowMicros: number): void {
    const lengthMicros = needed.read(nowMicros) - neededBefore;
    const isWindow = hasBegun && lengthMicros >= this.#timeoutMicros;
    if (isWindow && this.#windowsMicros.length < WINDOWS_MAX) {
      this.#windowsMicros.push(lengthMicros);
    }
  }
}
