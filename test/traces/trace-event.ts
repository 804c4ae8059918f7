import type { LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Role } from '../../src/raft/state.ts';
import { index, term } from '../branded.ts';

/** A message as a trace names it; entries are counted only. */
export interface TraceMessage {
  readonly type: string;
  readonly term: Term;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly index: LogIndex;
  readonly commit: LogIndex;
  readonly isRejected: boolean;
}

/** What a node did, and its state then (`../shared/data/traces/README.md`). */
export interface TraceEvent {
  /** Where it stands, from 1. */
  readonly line: number;
  readonly name: string;
  readonly node: NodeId;
  readonly role: Role;
  readonly term: Term;
  /** 0 for nobody. */
  readonly vote: NodeId;
  readonly commit: LogIndex;
  readonly lastIndex: LogIndex;
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  readonly message: TraceMessage | null;
}

interface RawMessage {
  readonly type: string;
  readonly term: number;
  readonly from: string;
  readonly to: string;
  readonly index: number;
  readonly commit: number;
  readonly reject: boolean;
}

interface RawEvent {
  readonly name: string;
  readonly nid: string;
  readonly role: string;
  readonly state: { readonly term: number; readonly vote: string; readonly commit: number };
  readonly log: number;
  readonly conf: readonly [readonly string[], readonly string[]];
  readonly msg?: RawMessage;
}

const ROLES: Readonly<Record<string, Role>> = {
  StateFollower: 'follower',
  StatePreCandidate: 'preCandidate',
  StateCandidate: 'candidate',
  StateLeader: 'leader',
};

/** Reads a trace, one JSON object in a line. @throws Error naming the line that is none. */
export function readTrace(text: string): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() !== '') {
      events.push(readLine(line, i + 1));
    }
  }
  return events;
}

function readLine(text: string, line: number): TraceEvent {
  try {
    return toEvent((JSON.parse(text) as { readonly event: RawEvent }).event, line);
  } catch (error) {
    throw new Error(`line ${line} is no event of a trace: ${error}`);
  }
}

function toEvent({ name, nid, role, state, log, conf, msg }: RawEvent, line: number): TraceEvent {
  const known = ROLES[role];
  if (known === undefined) {
    throw new Error(`${role} is no role`);
  }
  return {
    line,
    name,
    node: toNode(nid),
    role: known,
    term: term(state.term),
    vote: toNode(state.vote),
    commit: index(state.commit),
    lastIndex: index(log),
    voters: conf[0].map(toNode),
    outgoing: conf[1].map(toNode),
    message: msg === undefined ? null : toMessage(msg),
  };
}

function toMessage(raw: RawMessage): TraceMessage {
  return {
    type: raw.type,
    term: term(raw.term),
    from: toNode(raw.from),
    to: toNode(raw.to),
    index: index(raw.index),
    commit: index(raw.commit),
    isRejected: raw.reject,
  };
}

function toNode(id: string): NodeId {
  if (!/^\d+$/.test(id)) {
    throw new Error(`${id} is no node`);
  }
  return Number(id) as NodeId;
}
