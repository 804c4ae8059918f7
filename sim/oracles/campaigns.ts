import type { LogIndex, Term } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Role } from '../../src/raft/state.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica, PerReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

interface Campaign {
  readonly role: Role;
  readonly term: Term;
}

/**
 * Nobody campaigns who knows that a change of members is committed and has not applied it: the voters
 * that it would ask are those of yesterday. Members count once their change is applied, so this keeps
 * quorums of two configurations from electing one leader each (raft.md item 12; thesis §4.1).
 */
export class Campaigns implements Observer {
  readonly #checked = new PerReplica<Campaign>();

  stopping(host: SimHost): void {
    this.#checked.clear(host.id);
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      const { group, raft } = replica;
      const { role, term } = raft.state;
      const checked = this.#checked.get(host.id, group);
      // While it campaigns nothing becomes committed here: to look once is enough.
      if (checked?.role !== role || checked.term !== term) {
        this.#checked.set(host.id, group, { role, term });
        if (role === 'preCandidate' || role === 'candidate') {
          check(host, replica);
        }
      }
    });
  }
}

/** @throws Violation */
function check({ id: node }: SimHost, { group, raft }: Replica): void {
  const { log, term } = raft.state;
  for (let at = log.appliedIndex + 1; at <= log.commitIndex; at++) {
    const index = at as LogIndex;
    if (log.entryAt(index).kind === 'configuration') {
      throw new Violation(
        'campaigns',
        'invariant',
        `node ${node} campaigns in group ${group} with the change of members ${index} committed and not applied`,
        { node, group, term, index },
      );
    }
  }
}
