import type { Observer } from '../world/observer.ts';
import type { OracleName } from './catalogue.ts';
import { Violation } from './violation.ts';

/**
 * Oracles of which a run is excused once a disk has lost, without anybody noticing, what it had
 * called durable; each with the reason. Raft rests on what a majority has promised: no engine can
 * keep what its disk silently takes back.
 */
export const EXCUSED_BY_LOSS: Partial<Readonly<Record<OracleName, string>>> = {
  'election-safety': 'a voter that forgot its vote may give another one in the same term',
  'vote-memory': 'the vote and the term themselves may be what was lost',
  'log-matching': 'two leaders of one term write different entries under one index and term',
  'leader-completeness': 'a majority that forgot an entry elects somebody without it',
  'committed-on-quorum': 'the disks of the quorum no longer hold what they had confirmed',
  'state-machine-safety': 'what was committed and forgotten is committed anew, as something else',
  'equal-state': 'replicas that applied different entries have different states',
  'membership-history': 'a change of members is an entry like any other',
  engine: 'a replica that meets what cannot be, because it was forgotten, must stop',
  'monotonic-reads': 'what a client had read may be forgotten',
  'read-your-writes': 'what a client had written may be forgotten',
  'acknowledged-then-lost': 'this is the loss itself, as clients see it',
  'revision-went-back': 'revisions are indices of entries; they are given anew',
  'revision-reused': 'the index of an entry that was forgotten is given to another one',
  'bounded-staleness': 'what was known before may be forgotten',
  'write-answers': 'a session that was forgotten may be another client’s, with what that has asked',
  'log-answers': 'what a log held as committed may be forgotten, and its place taken',
  linearizability: 'acknowledged writes may be gone',
};

/** Decides which violations a run is excused of, and counts them. */
export class Excuses {
  readonly counts: Partial<Record<OracleName, number>> = {};
  readonly #isLost: () => boolean;

  /** @param isLost - whether something durable was lost by now that nobody could notice. */
  constructor(isLost: () => boolean) {
    this.#isLost = isLost;
  }

  /** Whether the run is excused of `oracle` from now on; counts that it had to be. */
  excuse(oracle: OracleName): boolean {
    const isExcused = this.#isLost() && EXCUSED_BY_LOSS[oracle] !== undefined;
    if (isExcused) {
      this.counts[oracle] = (this.counts[oracle] ?? 0) + 1;
    }
    return isExcused;
  }

  /** Does something that may throw a violation, of which the run may be excused. @throws Violation */
  attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Violation && this.excuse(error.oracle))) {
        throw error;
      }
    }
  }

  /** The same observer; what it finds and the run is excused of is only counted. */
  around(observer: Observer): Observer {
    const hooks = HOOKS.flatMap((name): [string, unknown][] => {
      const hook = observer[name] as ((...told: unknown[]) => void) | undefined;
      const excusing = (...told: unknown[]) => this.attempt(() => hook?.apply(observer, told));
      return hook === undefined ? [] : [[name, excusing]];
    });
    return Object.fromEntries(hooks) as Observer;
  }
}

/** Every hook of an observer. */
const HOOKS: readonly (keyof Observer)[] = Object.keys({
  asked: 1,
  heard: 1,
  transmitted: 1,
  arrived: 1,
  issued: 1,
  completed: 1,
  sent: 1,
  taking: 1,
  requested: 1,
  answered: 1,
  afterTurn: 1,
  submitted: 1,
  completing: 1,
  synced: 1,
  noticed: 1,
  stopping: 1,
  stopped: 1,
  starting: 1,
  paused: 1,
  resumed: 1,
  leaving: 1,
  faultBegan: 1,
  faultEnded: 1,
  healed: 1,
} satisfies Record<keyof Observer, 1>) as (keyof Observer)[];
