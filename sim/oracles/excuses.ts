import type { GroupId } from '../../src/base/ids.ts';
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

/**
 * Oracles of which a run is excused from when a group has lost, to power cuts, what was committed, under
 * a sync mode that acknowledges what is not synced; each with the reason. Term and vote are synced in
 * every mode, so what rests on them alone is not among these.
 */
export const EXCUSED_BY_SYNC_MODE: Partial<Readonly<Record<OracleName, string>>> = {
  'election-safety':
    'a leader each may be elected by voters from before and after a change of members; only where one was forgotten',
  'log-matching':
    'and both write entries of one term; only where a change of members was forgotten',
  'leader-completeness': 'this is the loss itself: a leader without what was committed',
  'state-machine-safety': 'another entry is committed in the place of the one that was forgotten',
  'equal-state': 'who had applied what was forgotten has another state than who had not',
  'replica-state':
    'who has committed what was forgotten acknowledges it to a leader that lacks it; of nothing else in the state',
  'membership-history': 'a change of members is an entry like any other',
  'write-answers':
    'a session is the index of an entry; where that was forgotten another client is given the same one',
  engine: 'a replica whose committed entries are contradicted must stop',
  'monotonic-reads': 'what a client had read may be forgotten',
  'read-your-writes': 'what a client had written may be forgotten',
  'acknowledged-then-lost': 'this is the loss itself, as clients see it',
  'revision-went-back': 'revisions are indices of entries; they are given anew',
  'revision-reused': 'the index of an entry that was forgotten is given to another one',
  'bounded-staleness': 'what was known before may be forgotten',
  'log-answers': 'what a log held as committed may be forgotten, and its place taken',
  linearizability: 'acknowledged writes may be gone',
  convergence: 'who still has what was forgotten cannot agree with who has something else there',
  service: 'nor need they be enough to answer',
};

type Reasons = Partial<Readonly<Record<OracleName, string>>>;

/** What is known of an alarm: where it was raised, as far as it says so, and in which words. */
export interface Alarm {
  readonly oracle: OracleName;
  readonly group: GroupId | null;
  readonly message: string;
}

/** Decides which violations a run is excused of, and counts them. */
export class Excuses {
  readonly counts: Partial<Record<OracleName, number>> = {};
  readonly #isExplained: (alarm: Alarm) => boolean;
  readonly #reasons: Reasons;

  /** @param isExplained - whether something was lost by now that explains the alarm of an oracle with a reason */
  constructor(isExplained: (alarm: Alarm) => boolean, reasons: Reasons = EXCUSED_BY_LOSS) {
    this.#isExplained = isExplained;
    this.#reasons = reasons;
  }

  /** Whether the run is excused of `oracle` from now on; counts that it had to be. */
  excuse(oracle: OracleName, { group, message }: Omit<Alarm, 'oracle'> = NO_PLACE): boolean {
    const isExcused =
      this.#reasons[oracle] !== undefined && this.#isExplained({ oracle, group, message });
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
      if (!(error instanceof Violation && this.excuse(error.oracle, alarmOf(error)))) {
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

const NO_PLACE = { group: null, message: '' };

function alarmOf({ place, message }: Violation): Omit<Alarm, 'oracle'> {
  return { group: place.group, message };
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
