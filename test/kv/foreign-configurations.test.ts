import type { ExecutionContext } from 'ava';
import { configurationOf } from '../../src/engine/replica.ts';
import { learnersOf, NO_MEMBERS, outgoingOf, votersOf } from '../../src/kv/membership.ts';
import {
  changeOnce,
  enterJoint,
  leaveJoint,
  type Roster,
  type RosterOutcome,
  type RosterRefusal,
  type RosterStep,
} from '../../src/kv/roster.ts';
import { isLearner } from '../../src/raft/configuration.ts';
import type { RaftState } from '../../src/raft/state.ts';
import { trackMembers } from '../../src/raft/tracking.ts';
import { index, node } from '../branded.ts';
import { foreignCase } from '../foreign/case-counts.ts';
import { foreignTest } from '../foreign-data.ts';
import { entry, replica } from '../raft/replica.ts';

/** One command of confchange/cases.json; its README says what the fields mean. */
interface Command {
  readonly line: number;
  readonly cmd: 'simple' | 'enter-joint' | 'leave-joint';
  readonly autoLeave?: boolean;
  readonly changes: readonly string[];
  readonly lastIndexBefore: number;
  readonly expected: Success | { readonly ok: false; readonly error: string };
}

interface Success {
  readonly ok: true;
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
  readonly learners: readonly number[];
  readonly learnersNext: readonly number[];
  readonly autoLeave: boolean;
  readonly progress: readonly {
    readonly id: number;
    readonly match: number;
    readonly next: number;
    readonly learner: boolean;
  }[];
}

/** The texts that stand for one of our refusals, by command. */
const ERRORS: Readonly<Record<Command['cmd'], Partial<Record<RosterRefusal, readonly string[]>>>> =
  {
    simple: {
      alreadyJoint: ["can't apply simple config change in joint config"],
      lastVoter: ['removed all voters'],
      tooManyVotersAtOnce: ['more than one voter changed without entering joint config'],
    },
    'enter-joint': {
      alreadyJoint: ['config is already joint'],
      lastVoter: ['removed all voters', "can't make a zero-voter config joint"],
    },
    'leave-joint': { notJoint: ["can't leave a non-joint config"] },
  };

const CASES = 'confchange/cases.json';

foreignTest<Readonly<Record<string, readonly Command[]>>>(
  CASES,
  'each change of configuration leads where it is expected, or is refused for the reason expected',
  (t, files) => {
    t.true(Object.keys(files).length > 0);
    for (const [file, commands] of Object.entries(files)) {
      playFile(t, file, commands);
    }
  },
);

/** Each file begins with nobody; a leader tracks whoever is a member after each command. */
function playFile(t: ExecutionContext, file: string, commands: readonly Command[]): void {
  let roster: Roster = NO_MEMBERS;
  const { state } = replica({ voters: [] });
  for (const command of commands) {
    foreignCase(CASES, `${file}:${command.line}`, () => {
      roster = playCommand(t, roster, command, state);
    });
    state.log.append([entry(state.log.lastIndex + 1, 1)]);
  }
}

function playCommand(
  t: ExecutionContext,
  before: Roster,
  command: Command,
  state: RaftState,
): Roster {
  const { expected, line } = command;
  t.is(state.log.lastIndex, index(command.lastIndexBefore));
  const outcome = carryOut(before, command);
  if (outcome.kind === 'refused') {
    const texts: readonly string[] = ERRORS[command.cmd][outcome.refusal] ?? [];
    t.true(!expected.ok && texts.includes(expected.error), `line ${line}: ${outcome.refusal}`);
    return before;
  }
  const { roster } = outcome;
  state.configuration = configurationOf({ ...NO_MEMBERS, ...roster });
  trackMembers(state);
  t.deepEqual({ ...seenOf(roster), progress: progressOf(state) }, expected, `line ${line}`);
  return roster;
}

function progressOf({ progress, configuration }: RaftState) {
  return [...progress]
    .map(([id, { matchIndex, nextIndex }]) => ({
      id: Number(id),
      match: Number(matchIndex),
      next: Number(nextIndex),
      learner: isLearner(configuration, id),
    }))
    .sort((a, b) => a.id - b.id);
}

function carryOut(roster: Roster, { cmd, changes, autoLeave }: Command): RosterOutcome {
  const steps = changes.flatMap(stepOf);
  switch (cmd) {
    case 'simple':
      return changeOnce(roster, steps);
    case 'enter-joint':
      return enterJoint(roster, steps, autoLeave === true);
    case 'leave-joint':
      return leaveJoint(roster);
  }
}

/** `vN`, `lN`, `rN`, `uN`; id 0 and updates are without effect. */
function stepOf(change: string): RosterStep[] {
  const id = Number(change.slice(1));
  if (id === 0) {
    return [];
  }
  const address = `10.0.0.${id}:7000`;
  switch (change[0]) {
    case 'v':
      return [{ kind: 'place', member: { node: node(id), role: 'voter', address } }];
    case 'l':
      return [{ kind: 'place', member: { node: node(id), role: 'learner', address } }];
    case 'r':
      return [{ kind: 'drop', node: node(id) }];
    default:
      return [];
  }
}

function seenOf(roster: Roster): Omit<Success, 'progress'> {
  const membership = { ...NO_MEMBERS, ...roster };
  const outgoing = outgoingOf(membership);
  const learners = learnersOf(membership);
  return {
    ok: true,
    incoming: votersOf(membership),
    outgoing,
    learners: learners.filter((id) => !outgoing.includes(id)),
    learnersNext: learners.filter((id) => outgoing.includes(id)),
    autoLeave: roster.joint?.autoLeave ?? false,
  };
}
