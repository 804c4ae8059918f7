import type { ViolationPlace } from '../../oracles/violation.ts';
import type { NewRow, RowTable } from './row-table.ts';
import { type RowKind, STORY_ROLES } from './story.ts';

/** What replicas become and decide. */
const DECISIONS: readonly RowKind[] = ['role', 'commit', 'members', 'cutBack', 'snapshot'];
const LEADER = STORY_ROLES.indexOf('leader');
/** Leaders of one term, or replicas that committed one entry, that are named as causes. */
const WITNESSES_MAX = 3;
/** Elections, commits and other changes of role, of each, that are named where nothing moves. */
const MOVES_MAX = 2;

/**
 * The rows in which what broke shows first: the last decision of the replica that was looked at, the
 * elections in that term, and who else committed that entry.
 *
 * @param number - the node's number; -1 where no node is named.
 */
export function violationCauses(
  rows: RowTable,
  { number, group, term, index }: ViolationPlace & { readonly number: number },
): number[] {
  const isOfGroup = (row: Required<NewRow>) => group !== null && row.group === group;
  const isDecision = (row: Required<NewRow>) =>
    row.node === number && isOfGroup(row) && DECISIONS.includes(row.kind);
  const isElection = (row: Required<NewRow>) =>
    isOfGroup(row) && row.kind === 'role' && row.what === LEADER && row.term === term;
  const isCommit = (row: Required<NewRow>) =>
    isOfGroup(row) && row.kind === 'commit' && row.a < (index ?? 0) && (index ?? 0) <= row.b;
  return [
    ...(number < 0 ? [] : rows.newest(1, isDecision)),
    ...(term === null ? [] : rows.newest(WITNESSES_MAX, isElection)),
    ...(index === null ? [] : rows.newest(WITNESSES_MAX, isCommit)),
  ];
}

/** The last rows in which the leader, a commit index or a role of `group` moved. */
export function lastMoves(rows: RowTable, group: number): number[] {
  const last = (isWanted: (row: Required<NewRow>) => boolean) =>
    rows.newest(MOVES_MAX, (row) => row.group === group && isWanted(row));
  return [
    ...last(({ kind }) => kind === 'commit'),
    ...last(({ kind, what }) => kind === 'role' && what === LEADER),
    ...last(({ kind, what }) => kind === 'role' && what !== LEADER),
  ];
}
