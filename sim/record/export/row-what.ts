import { DISK_REQUESTS } from '../story/row-words.ts';
import { MACHINE_STATES, MESSAGE_KINDS, type RowKind, STORY_ROLES } from '../story/story.ts';

/** The kind within a kind of row; null where there is only one. */
export function whatOf(kind: RowKind, what: number): string | null {
  switch (kind) {
    case 'message':
      return MESSAGE_KINDS[what] ?? null;
    case 'disk':
    case 'store':
      return DISK_REQUESTS[what] ?? null;
    case 'role':
      return STORY_ROLES[what] ?? null;
    case 'machine':
      return MACHINE_STATES[what] ?? null;
    default:
      return null;
  }
}
