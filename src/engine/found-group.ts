import type { RaftLabError } from '../base/errors.ts';
import type { StateMachine } from '../kv/machine.ts';
import type { BootstrapRecord, InitialMember } from '../storage/bootstrap.ts';
import type { FileInfo } from '../storage/disk.ts';
import type { RecoveredGroup } from '../storage/log/group-replay.ts';
import type { MachineDatabase } from '../storage/store/machine-database.ts';
import type { GroupOptions } from './options.ts';
import type { DurableSnapshot } from './replica.ts';

/** What was found of one group, or why it must not start. */
export type FoundGroup =
  | { readonly kind: 'new'; readonly options: GroupOptions; readonly record: BootstrapRecord }
  | {
      readonly kind: 'existing';
      readonly options: GroupOptions;
      readonly recovered: RecoveredGroup;
      readonly machine: StateMachine;
      /** Where the machine's state is kept; null for one in memory. */
      readonly database: MachineDatabase | null;
      readonly snapshot: DurableSnapshot;
      /** See `BootstrapRecord`. */
      readonly isNewcomer: boolean;
      readonly initialMembers: readonly InitialMember[];
    }
  | { readonly kind: 'removed'; readonly options: GroupOptions; readonly error: RaftLabError }
  | { readonly kind: 'damaged'; readonly options: GroupOptions; readonly error: RaftLabError };

/** What lies in a node's directory. */
export interface DirectoryContent {
  readonly files: readonly FileInfo[];
  readonly databases: readonly string[];
}
