import type { LogIndex, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
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
 * (thesis §4.1; the correction to it of 2015).
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
      if (entry.kind === 'configuration' && entry.term === term) {
        check(host, replica, entry.index);
      }
    }
    this.#looked.set(host.id, replica.group, { term, lastIndex: log.lastIndex });
  }
}

/** Whether the leader might propose the change at `index`, which it did just now. @throws Violation */
function check(host: SimHost, { group, raft }: Replica, index: LogIndex): void {
  const { term, log } = raft.state;
  if (log.termAt(log.commitIndex) !== term) {
    throw violation(host, { group, term, index }, 'before it has committed an entry of its term');
  }
  for (let before = log.appliedIndex + 1; before < index; before++) {
    if (log.entryAt(before as LogIndex).kind === 'configuration') {
      throw violation(host, { group, term, index }, `while change ${before} is not applied`);
    }
  }
}

function violation(
  host: SimHost,
  place: { readonly group: Replica['group']; readonly term: Term; readonly index: LogIndex },
  when: string,
): Violation {
  return new Violation(
    'configuration-changes',
    'invariant',
    `node ${host.id} leads group ${place.group} and changes its members at index ${place.index} ${when}`,
    { node: host.id, ...place },
  );
}
