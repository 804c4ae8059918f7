import type { Mutant } from './mutant.ts';

export const voteReplyBeforeFsync: Mutant = {
  id: 'vote-reply-before-fsync',
  number: 2,
  tier: 2,
  summary: 'a vote is told to the candidate before it is on the medium',
  source: 'contract of Ready in https://github.com/etcd-io/raft, node.go',
  oracles: ['durable-promises', 'vote-memory', 'election-safety'],
  hunts: ['default'],
  patches: [
    {
      file: 'src/engine/turn.ts',
      anchor: '  const held = [...ready.messagesAfterPersist];',
      replacement: `  const isVote = (message: Message) => message.kind === 'voteResponse';
  send(context, replica, ready.messagesAfterPersist.filter(isVote));
  const held = ready.messagesAfterPersist.filter((message) => !isVote(message));`,
    },
  ],
};
