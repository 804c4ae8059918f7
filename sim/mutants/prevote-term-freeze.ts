import type { Mutant } from './mutant.ts';

export const prevoteTermFreeze: Mutant = {
  id: 'prevote-term-freeze',
  tier: 3,
  summary: 'a leader of a lower term is never told of the higher one, and leads nobody for ever',
  source: 'https://github.com/etcd-io/etcd/issues/8501; openraft issue 1796',
  file: 'src/raft/step.ts',
  anchor: '        sendTerm(raft, message.from);',
  replacement: '        return;',
};
