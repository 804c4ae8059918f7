import { invariant } from './invariant.ts';

declare const brand: unique symbol;

/** A plain number at run time; a type of its own for the compiler. */
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** 48 bits: IPv4 address and port (seeds.md ID-01), or any number an operator chose. 0 is nobody. */
export type NodeId = Branded<'NodeId'>;
/** 32 bits; chosen by the operator, fixed for the life of the data. */
export type GroupId = Branded<'GroupId'>;
/** Position in a group's log; the first entry has index 1, 0 is before the log. */
export type LogIndex = Branded<'LogIndex'>;
/** Election term; 0 is before the first. */
export type Term = Branded<'Term'>;
/** The log index at which a client session was registered. */
export type SessionId = Branded<'SessionId'>;

export const NODE_ID_MAX = 2 ** 48 - 1;
export const GROUP_ID_MAX = 2 ** 32 - 1;

export const NO_NODE = 0 as NodeId;
export const NO_INDEX = 0 as LogIndex;
export const NO_TERM = 0 as Term;
export const NO_SESSION = 0 as SessionId;

/** Admits a raw number as a node id. @throws InvariantError when it is no 48-bit number above 0. */
export function toNodeId(raw: number): NodeId {
  invariant(Number.isSafeInteger(raw) && raw > 0 && raw <= NODE_ID_MAX, 'a node id has 48 bits', {
    raw,
  });
  return raw as NodeId;
}

/** Admits a raw number as a group id. @throws InvariantError when it does not fit 32 bits. */
export function toGroupId(raw: number): GroupId {
  invariant(
    Number.isSafeInteger(raw) && raw >= 0 && raw <= GROUP_ID_MAX,
    'a group id has 32 bits',
    {
      raw,
    },
  );
  return raw as GroupId;
}

/** Admits a raw number as a log index. @throws InvariantError when it is no safe integer >= 0. */
export function toLogIndex(raw: number): LogIndex {
  invariant(Number.isSafeInteger(raw) && raw >= 0, 'a log index is a safe integer', { raw });
  return raw as LogIndex;
}

/** Admits a raw number as a term. @throws InvariantError when it is no safe integer >= 0. */
export function toTerm(raw: number): Term {
  invariant(Number.isSafeInteger(raw) && raw >= 0, 'a term is a safe integer', { raw });
  return raw as Term;
}

/** The index `distance` entries after `index`. */
export function indexAfter(index: LogIndex, distance = 1): LogIndex {
  return (index + distance) as LogIndex;
}

/** The index one entry before `index`, which is not 0. */
export function indexBefore(index: LogIndex): LogIndex {
  invariant(index > 0, 'there is an index before this one');
  return (index - 1) as LogIndex;
}

export function minIndex(a: LogIndex, b: LogIndex): LogIndex {
  return a < b ? a : b;
}

export function maxIndex(a: LogIndex, b: LogIndex): LogIndex {
  return a > b ? a : b;
}

export function termAfter(term: Term): Term {
  return (term + 1) as Term;
}
