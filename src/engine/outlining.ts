import { sealEntry } from '../codec/entry-record.ts';
import { isMember, isWitness } from '../raft/configuration.ts';
import { type Entry, emptyDraft } from '../raft/entry.ts';
import type { Message } from '../raft/message.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * What a message says to its receiver: a witness is told of each command only that it stands there.
 *
 * Index and term are all that votes and quorums are about, so it counts like any voter, at the cost
 * of a few bytes for each entry. Changes of members it gets in full, for it has to know them.
 */
export function forReceiver(context: NodeContext, replica: Replica, message: Message): Message {
  if (message.kind !== 'append' || !isWitness(replica.raft.state.configuration, message.to)) {
    return message;
  }
  return { ...message, entries: message.entries.map((entry) => outlineOf(context, entry)) };
}

/**
 * Whether this replica has the state of its group. A witness has not, nor can a newcomer know before
 * it has applied that it is a member: what it applied so far may be outlines.
 */
export function holdsState(context: NodeContext, replica: Replica): boolean {
  const { configuration } = replica.raft.state;
  const { node } = context.options;
  return isMember(configuration, node) && !isWitness(configuration, node);
}

function outlineOf(context: NodeContext, entry: Entry): Entry {
  if (entry.kind !== 'command') {
    return entry;
  }
  const { index, term } = entry;
  const outline: Entry = { index, term, kind: 'outline', ...emptyDraft(), sealed: false };
  sealEntry(outline, context.ports.checksum);
  return outline;
}
