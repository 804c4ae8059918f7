import type { Mutant } from './mutant.ts';

export const resendStorms: Mutant = {
  id: 'resend-storms',
  number: null,
  tier: 'harmless',
  summary: 'every answer to a heartbeat has everything sent again that is not acknowledged',
  source: 'Raft §5.3: appends are idempotent',
  oracles: [],
  hunts: ['default'],
  patches: [
    {
      file: 'src/raft/replication.ts',
      anchor: `  progress.recentActive = true;
  progress.probeSent = false;
`,
      replacement: `  progress.recentActive = true;
  if (progress.state === 'replicate') {
    progress.becomeProbe();
  }
  progress.probeSent = false;
`,
    },
  ],
};
