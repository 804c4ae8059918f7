import type { Mutant } from './mutant.ts';

export const responseTermIgnored: Mutant = {
  id: 'response-term-ignored',
  tier: 2,
  summary: 'a leader or candidate does not step down when an answer names a higher term',
  source: 'Raft §5.1; openraft 4015cc38',
  file: 'src/raft/step.ts',
  anchor: `    case 'timeoutNow':
      becomeFollower(raft, message.term, NO_NODE);
      return true;`,
  replacement: `    case 'timeoutNow':
      return false;`,
};
