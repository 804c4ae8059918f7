import { DecodeError, RaftLabError } from '../base/errors.ts';
import { type GroupId, NO_INDEX, NO_TERM, type NodeId, type Term } from '../base/ids.ts';
import { decodePeerFrame } from '../codec/peer/peer-frame.ts';
import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../codec/protocol-version.ts';
import { incarnationOf } from '../raft/incarnation.ts';
import type { NodeContext } from './context.ts';
import type { NodeEvent } from './events.ts';
import { onSnapshotChunk } from './inbound-snapshot.ts';
import { onInitialMembers } from './introducing.ts';
import { answerJoinQuestion, noteContacts, onJoinAnswer } from './joining.ts';
import { onPeerGone, onSnapshotProgress } from './outbound-snapshot.ts';
import { guarded } from './quarantine.ts';
import { noteConnection, noteMessage, onQuiesce, onQuiesceResponse } from './quiescing.ts';
import { removeReplica } from './removal.ts';
import type { Replica } from './replica.ts';

/** Frames that were thrown away, by reason. */
export interface DroppedFrames {
  damaged: number;
  misdirected: number;
  foreign: number;
}

/**
 * Takes in one frame from the network, which may have lost, doubled, reordered or damaged it. Where a
 * damaged one came from, nothing more is believed until the connection is made anew.
 */
export function onFrame(
  context: NodeContext,
  { connection, bytes, start, end }: Extract<NodeEvent, { kind: 'message' }>,
  dropped: DroppedFrames,
): void {
  try {
    const { protocolVersionMax } = context.options.tuning;
    const { checksum } = context.ports;
    const frame = decodePeerFrame(bytes, start, end, checksum, protocolVersionMax);
    if (frame.deployment !== context.options.deployment) {
      dropped.foreign++;
    } else if (frame.to !== context.options.node) {
      // Meant for whoever had this address before, or will have it.
      dropped.misdirected++;
    } else {
      for (const message of frame.messages) {
        onMessage(context, message);
      }
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) {
      throw error;
    }
    dropped.damaged++;
    const message = `a frame of ${end - start} bytes is damaged: ${error.message}`;
    context.hangUp(connection, new RaftLabError('FRAME_CORRUPT', message, { cause: error }));
  }
}

/** A connection to `peer` stands: it may have been restarted in another version. */
export function onPeerUp(context: NodeContext, peer: NodeId, version: ProtocolVersion): void {
  if (context.connected.has(peer)) {
    // The connection that stood before broke, whether or not anybody said so.
    onPeerDown(context, peer);
  }
  context.connected.add(peer);
  context.peerVersions.set(peer, version);
  context.outbox.speak(peer, version);
  for (const replica of context.replicas.values()) {
    // It may have been started anew, with another list.
    replica.strangers.delete(peer);
    if (replica.isRunning) {
      guarded(context, replica, () => noteConnection(context, replica, peer));
    }
  }
}

export function onPeerDown(context: NodeContext, peer: NodeId): void {
  context.connected.delete(peer);
  // To those who sleep nothing is under way.
  for (const replica of context.awake) {
    if (replica.isRunning) {
      guarded(context, replica, () => {
        onPeerGone(context, replica, peer);
        replica.raft.unreachable(peer);
        context.dirty.add(replica);
      });
    }
  }
}

function onMessage(context: NodeContext, { group, message }: PeerMessage): void {
  const replica = context.replicas.get(group);
  if (replica !== undefined && message.kind === 'initialMembers') {
    onInitialMembers(context, replica, message);
    return;
  }
  if (replica === undefined || !replica.isRunning || replica.strangers.has(message.from)) {
    return;
  }
  if (isRemoved(replica, message.from)) {
    tellRemoved(context, group, message.from);
    return;
  }
  guarded(context, replica, () => {
    context.trace?.taking(replica, message);
    checkIncarnation(replica, message.term);
    noteMessage(context, replica, message);
    deliver(context, replica, message);
    if (message.kind === 'heartbeatResponse') {
      context.dirty.note(replica);
    } else {
      context.dirty.add(replica);
    }
  });
}

function deliver(context: NodeContext, replica: Replica, message: PeerMessage['message']): void {
  const isAboutJoining = message.kind === 'joinAnswer' || message.kind === 'removedNotice';
  if (replica.admission !== null && !isAboutJoining) {
    // Nothing else is taken in yet, but whoever speaks can also be asked.
    noteContacts(replica.admission, [message.from]);
    return;
  }
  switch (message.kind) {
    case 'snapshotChunk':
      onSnapshotChunk(context, replica, message);
      return;
    case 'snapshotProgress':
      onSnapshotProgress(context, replica, message);
      return;
    case 'removedNotice':
      // Else two writes of one record would be under way; it is told again.
      if (replica.admission?.isRecording !== true) {
        removeReplica(context, replica);
      }
      return;
    case 'joinQuestion':
      answerJoinQuestion(context, replica, message.from);
      return;
    case 'joinAnswer':
      onJoinAnswer(context, replica, message);
      return;
    case 'quiesce':
      onQuiesce(context, replica, message);
      return;
    case 'quiesceResponse':
      onQuiesceResponse(context, replica, message);
      return;
    case 'wake':
    case 'initialMembers':
      // That it came is all there is to the one; the other is looked at before.
      return;
    default:
      replica.raft.step(message);
  }
}

/**
 * A replica with data from before its group was restored must not mix it with what was decided since.
 *
 * @throws RaftLabError GROUP_RESTORED, which stops the replica.
 */
function checkIncarnation({ raft, group }: Replica, term: Term): void {
  const { log, term: ownTerm } = raft.state;
  if (incarnationOf(term) > incarnationOf(ownTerm) && log.lastIndex > NO_INDEX) {
    throw new RaftLabError(
      'GROUP_RESTORED',
      `group ${group} was restored from a snapshot while this replica was away, and goes on without ` +
        'what it has: import the same snapshot with the same members here, or have the node removed ' +
        'and add the machine under a new id',
    );
  }
}

/**
 * Who was removed is not listened to, whatever it says: it must not disturb those who remain. But
 * until a majority knows of it, a removed leader has to lead, and others may need its vote.
 */
function isRemoved(replica: Replica, node: NodeId): boolean {
  return replica.confirmedRemoved.includes(node);
}

function tellRemoved(context: NodeContext, group: GroupId, to: NodeId): void {
  const from = context.options.node;
  context.outbox.add({ group, message: { kind: 'removedNotice', from, to, term: NO_TERM } });
}
