/** What a node did since its start, for whoever measures it. */
export interface EngineCounts {
  /** Messages to peers, of all groups; heartbeats that travel together are one. */
  messagesSent: number;
  /** Heartbeats, and answers to them, that shared a message with others. */
  coalescedHeartbeats: number;
  /** Replicas that fell asleep because their group was idle, and that were woken. */
  quiesceEntered: number;
  quiesceWoken: number;
  /** Commands that were proposed here and are compressed in the log. */
  compressedCommands: number;
  /** Times that a node with another list of members was met, and is not listened to. */
  strangersMet: number;
  /** Snapshots that were saved here with compressed blocks allowed. */
  compressedSnapshots: number;
}

export function noEngineCounts(): EngineCounts {
  return {
    messagesSent: 0,
    coalescedHeartbeats: 0,
    quiesceEntered: 0,
    quiesceWoken: 0,
    compressedCommands: 0,
    strangersMet: 0,
    compressedSnapshots: 0,
  };
}
