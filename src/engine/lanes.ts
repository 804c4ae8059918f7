import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { Lane } from './events.ts';

/** Which of the connections to a peer a message takes: what is big must not hold up what is urgent. */
export function laneOf(message: PeerMessage['message']): Lane {
  switch (message.kind) {
    case 'append':
      return message.entries.length > 0 ? 'bulk' : 'urgent';
    case 'snapshotChunk':
      return 'bulk';
    default:
      return 'urgent';
  }
}
