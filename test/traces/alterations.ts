import { mix32 } from '../../src/base/hash.ts';
import { NO_TERM, type NodeId, type Term } from '../../src/base/ids.ts';
import { index, term } from '../branded.ts';
import { type InvariantName, promises } from './invariants.ts';
import type { TraceEvent, TraceMessage } from './trace-event.ts';

/** No trace is as long. */
const COMMIT_OF_NOBODY = 1_000_000_000;

/** A change of one event that an invariant must notice, wherever it can be made. */
export interface Alteration {
  readonly what: string;
  readonly invariant: InvariantName;
  /** The event as it is to be instead; null where the change means nothing. */
  readonly change: (event: TraceEvent, known: Known) => TraceEvent | null;
}

/** What the trace says besides an event. */
interface Known {
  /** The node's event before this one. */
  readonly before: TraceEvent | undefined;
  /** Who leads each term that has a leader, now or later. */
  readonly leaders: ReadonlyMap<Term, NodeId>;
  /** Whether a leader was seen before this event. */
  readonly isLed: boolean;
  /** The highest term in which the node has voted or acknowledged before. */
  readonly spokenTerm: Term;
}

export const ALTERATIONS: readonly Alteration[] = [
  {
    what: 'another node leads a term that has its leader',
    invariant: 'election-safety',
    change: (event, { leaders }) =>
      (leaders.get(event.term) ?? event.node) !== event.node ? { ...event, role: 'leader' } : null,
  },
  {
    what: 'a term falls',
    invariant: 'transitions',
    change: (event, { before }) =>
      before !== undefined && before.term > 0 ? { ...event, term: term(before.term - 1) } : null,
  },
  {
    what: 'a commit index falls',
    invariant: 'transitions',
    change: (event, { before }) =>
      before !== undefined && before.commit > 0
        ? { ...event, commit: index(before.commit - 1) }
        : null,
  },
  {
    what: 'a vote is changed within its term',
    invariant: 'transitions',
    change: (event, { before }) =>
      before !== undefined && before.vote !== 0 && before.term === event.term
        ? { ...event, vote: other(before.vote) }
        : null,
  },
  {
    what: 'a leader forgets its last entry',
    invariant: 'transitions',
    change: (event, { before }) =>
      before?.role === 'leader' && event.role === 'leader' && before.term === event.term
        ? { ...event, lastIndex: index(before.lastIndex - 1) }
        : null,
  },
  {
    what: 'a commit index is past the log',
    invariant: 'commit-within-log',
    change: (event) => ({ ...event, commit: index(event.lastIndex + 1) }),
  },
  {
    what: 'a follower commits before its leader',
    invariant: 'commit-of-a-leader',
    change: (event, { isLed }) =>
      event.role === 'follower' && isLed ? { ...event, commit: index(COMMIT_OF_NOBODY) } : null,
  },
  {
    what: 'a leader commits what nobody has acknowledged',
    invariant: 'commit-on-quorum',
    change: (event, { before }) =>
      event.role === 'leader' && before !== undefined
        ? { ...event, commit: index(event.lastIndex + 1) }
        : null,
  },
  {
    what: 'a node speaks in a term that is not its own',
    invariant: 'speaks-in-own-term',
    change: (event) =>
      changeSent(event, 'Send', (message) => ({ ...message, term: term(message.term + 1) })),
  },
  {
    what: 'a node speaks for another one',
    invariant: 'speaks-in-own-term',
    change: (event) =>
      changeSent(event, 'Send', (message) => ({ ...message, from: other(message.from) })),
  },
  {
    what: 'a node acknowledges what it does not have',
    invariant: 'acknowledges-what-it-has',
    change: (event) =>
      changeSent(event, 'SendAppendEntriesResponse', (message) => ({
        ...message,
        isRejected: false,
        index: index(event.lastIndex + 1),
      })),
  },
  {
    what: 'an acknowledgement turns into a vote for somebody else',
    invariant: 'vote-memory',
    // Its vote in this term was noted, whoever got it, or its own candidacy was.
    change: (event, { leaders }) =>
      event.vote !== 0 && event.role === 'follower' && leaders.get(event.term) === event.vote
        ? secondVote(event)
        : null,
  },
  {
    what: 'an acknowledgement is of a term before that of an earlier one',
    invariant: 'vote-memory',
    change: (event, { spokenTerm }) =>
      spokenTerm > 0
        ? changeSent(event, 'SendAppendEntriesResponse', (message) => ({
            ...message,
            isRejected: false,
            term: term(spokenTerm - 1),
          }))
        : null,
  },
];

/** A trace with one event changed, and where. */
export interface Altered {
  readonly line: number;
  readonly events: readonly TraceEvent[];
}

/** `count` traces, each with one change at a place of its own; fewer where there are fewer places. */
export function alter(
  events: readonly TraceEvent[],
  { change }: Alteration,
  { seed, count }: { readonly seed: number; readonly count: number },
): Altered[] {
  const places = placesFor(events, change).sort((a, b) => mix32(seed, a.at) - mix32(seed, b.at));
  return places.slice(0, count).map(({ at, changed }) => ({
    line: changed.line,
    events: events.with(at, changed),
  }));
}

function placesFor(
  events: readonly TraceEvent[],
  change: Alteration['change'],
): { readonly at: number; readonly changed: TraceEvent }[] {
  const leaders = leadersIn(events);
  const before = new Map<NodeId, TraceEvent>();
  const spoken = new Map<NodeId, Term>();
  const places: { at: number; changed: TraceEvent }[] = [];
  let isLed = false;
  for (const [at, event] of events.entries()) {
    const { node } = event;
    const spokenTerm = spoken.get(node) ?? NO_TERM;
    const changed = change(event, { before: before.get(node), leaders, isLed, spokenTerm });
    if (changed !== null) {
      places.push({ at, changed });
    }
    before.set(node, event);
    isLed ||= event.role === 'leader';
    if (promises(event)) {
      spoken.set(node, event.message?.term ?? spokenTerm);
    }
  }
  return places;
}

function leadersIn(events: readonly TraceEvent[]): Map<Term, NodeId> {
  const leading = events.filter(({ role }) => role === 'leader');
  return new Map(leading.map(({ term: led, node }) => [led, node]));
}

function changeSent(
  event: TraceEvent,
  name: string,
  change: (message: TraceMessage) => TraceMessage,
): TraceEvent | null {
  const { message } = event;
  return message !== null && event.name.startsWith(name)
    ? { ...event, message: change(message) }
    : null;
}

/** An acknowledgement becomes a vote for another one than the node has voted for. */
function secondVote(event: TraceEvent): TraceEvent | null {
  return event.name === 'SendAppendEntriesResponse'
    ? changeSent({ ...event, name: 'SendRequestVoteResponse' }, 'Send', (message) => ({
        ...message,
        type: 'MsgVoteResp',
        isRejected: false,
        to: other(event.vote),
      }))
    : null;
}

function other(node: NodeId): NodeId {
  return (node + 1) as NodeId;
}
