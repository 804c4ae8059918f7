import { NO_INDEX, NO_TERM } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { DurableLogs } from './durable-logs.ts';
import { forEachReplica } from './replica-view.ts';
import { Violation } from './violation.ts';

/** Every original member begins with it, before it has written anything. */
const FIRST_INDEX = 1;

/**
 * What a replica relies on is on its medium: the entries through its durable mark, and the term and the
 * vote that it answers candidates and leaders from (Raft Figure 2: updated on stable storage before
 * responding).
 */
export class DurablePromises implements Observer {
  readonly #durable: DurableLogs;
  readonly #hardStates: DurableLogs;

  /**
   * @param durable - what keeps entries as the sync mode promises
   * @param hardStates - what keeps term and vote, which no mode relaxes
   */
  constructor(durable: DurableLogs, hardStates = durable) {
    this.#durable = durable;
    this.#hardStates = hardStates;
  }

  sent(host: SimHost, { group, message }: PeerMessage): void {
    switch (message.kind) {
      case 'preVoteResponse':
        // A grant speaks of a term that nobody has entered.
        if (message.granted) {
          return;
        }
        break;
      case 'voteResponse':
      case 'appendResponse':
        break;
      default:
        return;
    }
    const { term } = message;
    const { term: durableTerm, vote } = this.#hardStates.hardState(host.id, group) ?? NOTHING;
    const isVote = message.kind === 'voteResponse' && message.granted;
    const isKept = durableTerm === term ? !isVote || vote === message.to : durableTerm > term;
    if (!isKept && hasSoundDisk(host)) {
      throw new Violation(
        'durable-promises',
        'invariant',
        `node ${host.id} answers with ${isVote ? 'a vote' : message.kind} of term ${term} in group ` +
          `${group}, but on its medium is term ${durableTerm} with the vote ${vote}`,
        { node: host.id, group, term },
      );
    }
  }

  afterTurn(host: SimHost): void {
    forEachReplica(host, (replica) => {
      // A snapshot that is being installed counts as durable before it is: nothing rests on it yet.
      if (replica.isRunning && replica.raft.state.pendingSnapshot === null) {
        this.#checkMark(host, replica);
      }
    });
  }

  #checkMark(host: SimHost, { group, raft }: Replica): void {
    const { log, term } = raft.state;
    const { durableIndex: index } = log;
    const entryTerm = log.termAt(index) ?? NO_TERM;
    const isThere = index <= FIRST_INDEX || this.#durable.holds(host.id, group, index, entryTerm);
    if (!isThere && hasSoundDisk(host)) {
      throw new Violation(
        'durable-promises',
        'invariant',
        `node ${host.id} takes entry ${index} of term ${entryTerm} of group ${group} for durable, ` +
          'but it is not on its medium',
        { node: host.id, group, term, index },
      );
    }
  }
}

const NOTHING = { term: NO_TERM, vote: 0, commitIndex: NO_INDEX };

/** Of another disk it is not known any more what is on it. */
function hasSoundDisk({ disk }: SimHost): boolean {
  return !disk.isDamaged && !disk.faults.isWiped;
}
