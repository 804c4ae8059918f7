import { Excluded, foreignCase } from '../../foreign/case-counts.ts';
import { foreignFiles } from '../../foreign/files.ts';
import { foreignTest } from '../../foreign-data.ts';
import {
  checkElectionOneRound,
  checkRecvVote,
  checkStateTransition,
  checkVoteRequest,
} from './election-tables.ts';
import {
  checkFollowerCheckAppend,
  checkFollowerCommit,
  checkHandleAppend,
  checkHandleHeartbeat,
} from './follower-tables.ts';
import {
  checkFastLogRejection,
  checkFigure7,
  checkLeaderCommitPreceding,
} from './leader-tables.ts';
import { checkFindConflict, checkIsUpToDate, checkLogAppend } from './log-tables.ts';
import type { CheckCase } from './table.ts';

/** See `../shared/data/raft-tables/README.md`. */
interface Table {
  readonly table: string;
  readonly section: string;
  readonly description: string;
  readonly cases: readonly never[];
}

const CHECKS: Readonly<Record<string, CheckCase>> = {
  'election-one-round': checkElectionOneRound,
  'fast-log-rejection': checkFastLogRejection,
  'figure-7': checkFigure7,
  'find-conflict': checkFindConflict,
  'follower-check-append': checkFollowerCheckAppend,
  'follower-commit': checkFollowerCommit,
  'handle-append': checkHandleAppend,
  'handle-heartbeat': checkHandleHeartbeat,
  'is-up-to-date': checkIsUpToDate,
  'leader-commit-preceding': checkLeaderCommitPreceding,
  'log-append': checkLogAppend,
  'recv-vote': checkRecvVote,
  'state-transition': checkStateTransition,
  'vote-request': checkVoteRequest,
};

// Seen to fail with hints that ignore terms, votes given whatever was voted or whatever the logs, the
// entry before an append's own not compared, and the commit index bounded by the whole log.
const FOLDER = 'raft-tables';
const there = foreignFiles(FOLDER, '.json').filter((file) => !file.endsWith('/manifest.json'));
// Without the data each known table is skipped by name.
const files =
  there.length > 0 ? there : Object.keys(CHECKS).map((name) => `${FOLDER}/${name}.json`);

for (const file of files) {
  foreignTest(file, `every case of ${file} comes out as published`, (t, table: Table) => {
    const check = CHECKS[table.table] ?? unknownTable;
    t.true(table.cases.length > 0);
    for (const [i, one] of table.cases.entries()) {
      foreignCase(file, `case ${i + 1}`, () => check(t, one));
    }
  });
}

function unknownTable(): void {
  throw new Excluded('no test knows how to run this table');
}
