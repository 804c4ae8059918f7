import type { Mutant } from './mutant.ts';

export const coalescedHeartbeatMixup: Mutant = {
  id: 'coalesced-heartbeat-mixup',
  number: 66,
  tier: 2,
  summary: 'an answer to the heartbeat of one group counts for all groups of the node',
  source: 'coalesced heartbeats as in src/engine/outbox.ts',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['groups-apart', 'multigroup'],
  patches: [
    {
      file: 'src/engine/peers.ts',
      anchor: `    deliver(context, replica, message);
    if (message.kind === 'heartbeatResponse') {
      context.dirty.note(replica);
    } else {
      context.dirty.add(replica);
    }
  });
`,
      replacement: `    deliver(context, replica, message);
    context.dirty.add(replica);
  });
  if (message.kind === 'heartbeatResponse') {
    for (const other of context.replicas.values()) {
      const { isLeader, term, reads } = other.raft.state;
      if (isLeader && other !== replica && other.isRunning) {
        const credited = { ...message, term, readCounter: reads.sentCounter };
        guarded(context, other, () => other.raft.step(credited));
        context.dirty.add(other);
      }
    }
  }
`,
    },
  ],
};
