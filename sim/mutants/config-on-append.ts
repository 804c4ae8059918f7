import type { Mutant } from './mutant.ts';

export const configOnAppend: Mutant = {
  id: 'config-on-append',
  number: 40,
  tier: 3,
  summary: 'a change of members counts once it is in the log, and is not taken back with its entry',
  source: 'https://datafuselabs.github.io/openraft/effective-membership.html',
  oracles: ['configurations'],
  hunts: ['membership', 'default'],
  patches: [
    {
      file: 'src/engine/turn.ts',
      anchor: `  seal(context, ready);
  send(`,
      replacement: `  seal(context, ready);
  adoptEarly(context, replica, ready);
  send(`,
    },
    {
      file: 'src/engine/turn.ts',
      anchor: '/** Entries made here get',
      replacement: `function adoptEarly(context: NodeContext, replica: Replica, { entries }: Ready): void {
  for (const { kind, index, bytes, start, end } of entries) {
    if (kind === 'configuration') {
      const reader = new ByteReader(bytes, start + ENTRY_HEADER_BYTES, end);
      const change = decodeMembershipChange(reader, context.ports.utf8);
      const outcome = changeMembership(replica.machine.membership, change, index);
      if (outcome.kind === 'accepted') {
        replica.raft.applyConfiguration(configurationOf(outcome.membership));
      }
    }
  }
}

/** Entries made here get`,
    },
    {
      file: 'src/engine/turn.ts',
      anchor: `import { NO_INDEX } from '../base/ids.ts';
`,
      replacement: `import { ByteReader } from '../base/bytes.ts';
import { NO_INDEX } from '../base/ids.ts';
import { decodeMembershipChange } from '../codec/membership.ts';
import { changeMembership } from '../kv/membership-change.ts';
import { ENTRY_HEADER_BYTES } from '../raft/entry.ts';
import { configurationOf } from './replica.ts';
`,
    },
  ],
};
