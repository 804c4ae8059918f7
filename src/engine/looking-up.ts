import { present } from '../base/invariant.ts';
import type { Stored } from '../kv/store.ts';
import { decodeStored, recordKey } from '../storage/store/store-layout.ts';
import { readDatabase } from '../storage/store/store-task.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';
import { useDatabase } from './using-database.ts';

/** Who wants to know what. */
export interface Question {
  readonly caller: Caller;
  readonly key: string;
}

/**
 * Finds what `key` holds now, and answers with it: at once, or when the disk has it. The value may then
 * be one that was applied meanwhile, but never one from before. A replica that stops before that
 * refuses.
 */
export function lookUp(
  context: NodeContext,
  replica: Replica,
  question: Question,
  answer: (stored: Stored | undefined) => void,
): void {
  const { store } = replica.machine;
  if (store.kind === 'memory' || store.isKnown(question.key)) {
    answer(store.get(question.key));
  } else {
    lookUpOnDisk(context, replica, question, answer);
  }
}

function lookUpOnDisk(
  context: NodeContext,
  replica: Replica,
  { caller, key }: Question,
  answer: (stored: Stored | undefined) => void,
): void {
  const { name } = present(replica.database, 'a store on disk has a database');
  const { lookups } = replica;
  lookups.add(caller);
  useDatabase(context, replica, readDatabase(name, [recordKey(key)], 1), {
    done: ([bytes]) => {
      // Before anybody is taken off the list: whoever is on it is answered if this cannot be read.
      const stored = bytes == null ? undefined : decodeStored(bytes);
      if (lookups.delete(caller)) {
        answer(stored);
      }
    },
    failed: () => {
      if (lookups.delete(caller)) {
        const reason = `the replica of group ${replica.group} stopped`;
        context.replies.refuse(caller, 'quarantined', replica.raft.state.leader, reason);
      }
    },
  });
}
