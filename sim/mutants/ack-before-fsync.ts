import type { Mutant } from './mutant.ts';

export const ackBeforeFsync: Mutant = {
  id: 'ack-before-fsync',
  number: 27,
  tier: 2,
  summary: 'a follower acknowledges entries before they are on the medium',
  source: 'https://jepsen.io/analyses/nats-2.12.1',
  oracles: ['durable-promises', 'committed-on-quorum', 'acknowledged-then-lost', 'engine'],
  hunts: ['default', 'disk'],
  patches: [
    {
      file: 'src/engine/turn.ts',
      anchor: '  const held = [...ready.messagesAfterPersist];',
      replacement: `  const isAck = (message: Message) => message.kind === 'appendResponse';
  send(context, replica, ready.messagesAfterPersist.filter(isAck));
  const held = ready.messagesAfterPersist.filter((message) => !isAck(message));`,
    },
  ],
};
