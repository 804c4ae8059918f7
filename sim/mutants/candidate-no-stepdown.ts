import type { Mutant } from './mutant.ts';

export const candidateNoStepdown: Mutant = {
  id: 'candidate-no-stepdown',
  number: 12,
  tier: 1,
  summary: 'a leader or candidate does not step down when an answer names a higher term',
  source: 'Raft §5.1; openraft 4015cc38',
  oracles: ['convergence', 'service', 'replica-state'],
  hunts: ['network', 'term-ahead'],
  patches: [
    {
      file: 'src/raft/step.ts',
      anchor: `    case 'timeoutNow':
      becomeFollower(raft, message.term, NO_NODE);
      return true;`,
      replacement: `    case 'timeoutNow':
      return false;`,
    },
  ],
};
