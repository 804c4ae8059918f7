import type { Checksum } from '../../../src/base/ports.ts';
import { decodePeerFrame } from '../../../src/codec/peer/peer-frame.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import { MESSAGE_KINDS } from './story.ts';

/** What a frame says, as far as a row has room for it. */
export interface FrameSummary {
  /** Position in MESSAGE_KINDS, of the weightiest message. */
  readonly what: number;
  readonly group: number;
  readonly term: number;
  readonly a: number;
  readonly b: number;
  /** Messages beside that one. */
  readonly c: number;
  /** Every group that the frame is about. */
  readonly groups: readonly number[];
}

type Message = PeerMessage['message'];

/** Heartbeats travel with everything else; what decides something is told first. */
const LIGHT: readonly Message['kind'][] = ['heartbeat', 'heartbeatResponse', 'quiesceResponse'];

/** @returns what the frame is about; one that was damaged on its way has nothing to say */
export function summaryOfFrame(bytes: Uint8Array, checksum: Checksum): FrameSummary {
  const messages = messagesIn(bytes, checksum);
  const [first] = messages;
  const weighty = messages.find(({ message }) => !LIGHT.includes(message.kind)) ?? first;
  const groups = [...new Set(messages.map(({ group }) => group as number))];
  if (weighty === undefined) {
    const what = MESSAGE_KINDS.indexOf('unreadable');
    return { what, group: 0, term: 0, a: 0, b: 0, c: 0, groups };
  }
  const { group, message } = weighty;
  const [a, b] = numbersOf(message);
  const what = MESSAGE_KINDS.indexOf(message.kind);
  return { what, group, term: message.term, a, b, c: messages.length - 1, groups };
}

function messagesIn(bytes: Uint8Array, checksum: Checksum): readonly PeerMessage[] {
  try {
    return decodePeerFrame(bytes, 0, bytes.length, checksum).messages;
  } catch {
    return [];
  }
}

/** What `messageWords` reads. */
function numbersOf(message: Message): readonly [number, number] {
  switch (message.kind) {
    case 'preVoteRequest':
    case 'voteRequest':
      return [message.lastIndex, message.lastTerm];
    case 'preVoteResponse':
    case 'voteResponse':
      return [message.granted ? 1 : 0, 0];
    case 'append':
      return [message.prevIndex, message.entries.length];
    case 'appendResponse':
      return [message.index, message.rejected ? 1 : 0];
    case 'heartbeat':
    case 'quiesce':
    case 'quiesceResponse':
      return [message.commitIndex, 0];
    case 'installSnapshot':
    case 'readIndexResponse':
      return [message.index, 0];
    case 'snapshotChunk':
      return [message.index, message.offset];
    case 'snapshotProgress':
      return [message.index, message.nextOffset];
    default:
      return [0, 0];
  }
}
