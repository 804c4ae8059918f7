import type { Mutant } from './mutant.ts';

export const prevoteTermFreeze: Mutant = {
  id: 'prevote-term-freeze',
  number: 50,
  tier: 3,
  summary: 'a leader of a lower term is never told of the higher one, and leads nobody for ever',
  source: 'https://github.com/etcd-io/etcd/issues/8501; openraft issue 1796',
  oracles: ['convergence', 'service', 'scenario'],
  hunts: ['network', 'term-ahead', 'pre-vote-freeze'],
  patches: [
    {
      file: 'src/raft/step.ts',
      anchor: '        sendTerm(raft, message.from);',
      replacement: '        return;',
    },
  ],
};
