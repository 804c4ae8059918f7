import type { LogIndex } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Progress } from '../../src/raft/progress.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/**
 * What a leader knows to be durable on a member only rises: late and repeated answers take nothing
 * back (Raft Figure 2, matchIndex: increases monotonically).
 */
export class LeaderProgress implements Observer {
  /** The highest match index seen, by the object that holds it: a leader makes new ones when elected. */
  readonly #highest = new WeakMap<Progress, LogIndex>();

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      if (replica.raft.state.isLeader) {
        this.#look(host, replica);
      }
    });
  }

  #look(host: SimHost, { group, raft }: Replica): void {
    for (const [member, progress] of raft.state.progress) {
      const { matchIndex } = progress;
      const highest = this.#highest.get(progress) ?? 0;
      if (matchIndex < highest) {
        throw new Violation(
          'leader-progress',
          'invariant',
          `node ${host.id}, which leads group ${group}, knew that ${member} has entries through ${highest}, and now only through ${matchIndex}`,
          { node: host.id, group, term: raft.state.term, index: matchIndex },
        );
      }
      if (matchIndex > highest) {
        this.#highest.set(progress, matchIndex);
      }
    }
  }
}
