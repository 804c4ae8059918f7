import { indexBefore, type LogIndex, type Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Entry } from '../../src/raft/entry.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** How far the log of a leader was looked at. */
interface Looked {
  readonly term: Term;
  readonly lastIndex: LogIndex;
}

/**
 * A leader changes members only after it has committed an entry of its own term, and no change begins
 * before the one ahead of it is applied: else two changes may be decided by quorums that do not meet
 * (thesis §4.1; the correction to it of 2015). Nor does it confirm a change before it has applied it:
 * else members vanish while the others may forget that the change is committed.
 */
export class ConfigurationChanges implements Observer {
  readonly #looked = new PerReplica<Looked>();

  stopping(host: SimHost): void {
    this.#looked.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      if (replica.isRunning && replica.raft.state.isLeader) {
        this.#look(host, replica);
      }
    });
  }

  #look(host: SimHost, replica: Replica): void {
    const { term, log } = replica.raft.state;
    const looked = this.#looked.get(host.id, replica.group);
    const through = looked?.term === term ? looked.lastIndex : log.appliedIndex;
    if (log.lastIndex === through) {
      return;
    }
    for (let index = Math.max(through + 1, log.firstIndex); index <= log.lastIndex; index++) {
      const entry = log.entryAt(index as LogIndex);
      if (entry.term === term && concernsMembers(entry, log)) {
        check(host, replica, entry);
      }
    }
    this.#looked.set(host.id, replica.group, { term, lastIndex: log.lastIndex });
  }
}

/** A change, or an empty entry that confirms those before it: one that does not begin its term. */
function concernsMembers({ kind, index, term }: Entry, log: RaftLog): boolean {
  return kind === 'configuration' || (kind === 'empty' && log.termAt(indexBefore(index)) === term);
}

/** Whether the leader might propose this entry, which it did just now. @throws Violation */
function check(host: SimHost, { group, raft }: Replica, { index, kind }: Entry): void {
  const { term, log } = raft.state;
  const place = { group, term, index, deed: kind === 'empty' ? 'confirms' : 'changes' };
  if (log.termAt(log.commitIndex) !== term) {
    throw violation(host, place, 'before it has committed an entry of its term');
  }
  for (let before = log.appliedIndex + 1; before < index; before++) {
    if (log.entryAt(before as LogIndex).kind === 'configuration') {
      throw violation(host, place, `while change ${before} is not applied`);
    }
  }
}

/** Where what happened. */
interface Place {
  readonly group: Replica['group'];
  readonly term: Term;
  readonly index: LogIndex;
  readonly deed: string;
}

function violation(host: SimHost, { deed, ...place }: Place, when: string): Violation {
  return new Violation(
    'configuration-changes',
    'invariant',
    `node ${host.id} leads group ${place.group} and ${deed} its members at index ${place.index} ${when}`,
    { node: host.id, ...place },
  );
}
