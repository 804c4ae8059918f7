import type { Mutant } from './mutant.ts';

export const jointAutoleaveRepeats: Mutant = {
  id: 'joint-autoleave-repeats',
  number: 47,
  tier: 2,
  summary: 'a leader proposes again and again to leave the joint configuration',
  source: 'bd3c759 of https://github.com/etcd-io/raft',
  oracles: ['configuration-changes'],
  hunts: ['membership'],
  patches: [
    {
      file: 'src/engine/leaving.ts',
      anchor: "import { indexBefore, NO_TERM } from '../base/ids.ts';",
      replacement: "import { indexBefore, NO_INDEX, NO_TERM } from '../base/ids.ts';",
    },
    {
      file: 'src/engine/leaving.ts',
      anchor: '  if (machine.membership.joint?.autoLeave === true && raft.isConfigurable) {',
      replacement: '  if (machine.membership.joint?.autoLeave === true && raft.state.isLeader) {',
    },
    {
      file: 'src/engine/leaving.ts',
      anchor: `  const payload = encodeMembershipChange(leaving, context.ports.utf8);
`,
      replacement: `  replica.raft.state.configurationIndexMin = NO_INDEX;
  const payload = encodeMembershipChange(leaving, context.ports.utf8);
`,
    },
  ],
};
