import type { LogIndex } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { outgoingOf, votersOf } from '../../src/kv/membership.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * A leader that is no voter any more leads until the others are known to go on without it, and no longer
 * (thesis §4.2.2; raft.md items 33, 34): it takes nothing in, and the entry by which it finds that out, an
 * empty one behind the change that does not begin its term, is the last that it applies. Else nobody could
 * write until somebody told it.
 */
export class DepartedLeaders implements Observer {
  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      if (replica.isRunning && replica.raft.state.isLeader && !isVoter(host, replica)) {
        check(host, replica);
      }
    });
  }
}

/** @throws Violation */
function check({ id: node }: SimHost, { group, raft, machine }: Replica): void {
  const { log, term } = raft.state;
  const from = Math.max(machine.membership.changeId + 1, log.firstIndex);
  for (let at = from; at <= log.appliedIndex; at++) {
    const index = at as LogIndex;
    if (isConfirmation(log, index, term)) {
      throw new Violation(
        'departed-leaders',
        'invariant',
        `node ${node} is no voter of group ${group} and leads it still, although entry ${index}, by ` +
          'which it knows that the others can do without it, is applied',
        { node, group, term, index },
      );
    }
  }
}

function isConfirmation(log: RaftLog, index: LogIndex, term: number): boolean {
  return (
    log.entryAt(index).kind === 'empty' &&
    log.termAt(index) === term &&
    log.termAt((index - 1) as LogIndex) === term
  );
}

function isVoter({ id }: SimHost, { machine }: Replica): boolean {
  const { membership } = machine;
  return votersOf(membership).includes(id) || outgoingOf(membership).includes(id);
}
