import test, { type ExecutionContext } from 'ava';
import { renderSimReport } from '../../../../reports/sim/sim-report.ts';
import { failureScreen } from '../../../../sim/cli/failure-screen.ts';
import { Violation } from '../../../../sim/oracles/violation.ts';
import { lastCauses } from '../../../../sim/record/story/last-causes.ts';
import { rowWords } from '../../../../sim/record/story/row-words.ts';
import type { Course } from '../../../../sim/run/run-seed.ts';
import type { Simulation } from '../../../../sim/run/simulation.ts';
import { present } from '../../../../src/base/invariant.ts';
import { type RecordedRun, recordedRun } from '../recorded-run.ts';

const SECOND = 1_000_000;
const COMMAND = 'npm run sim -- --seed 3';
const FILES = { report: 'out/index.html', capsule: 'out/run.sim.json' };

/** Two calm seconds, then `strike`, and somebody finds that nothing has come of it. */
function stillAfter(strike: (simulation: Simulation) => void): Course {
  return (simulation) => {
    simulation.startClients();
    simulation.runUntil(2 * SECOND);
    strike(simulation);
    throw new Violation('convergence', 'liveness', 'nobody has agreed on anything');
  };
}

function leaderOf({ cluster, world }: Simulation) {
  const group = present(cluster.groups[0], 'a run has a group');
  const { host } = present(cluster.leaderReplica(group), 'it has a leader');
  return { group, host, others: world.machines.filter((each) => each !== host) };
}

const SMALL = { nodes: 3, groups: 2, durationMicros: 8 * SECOND };
const leaderless = recordedRun(
  '3',
  SMALL,
  stillAfter((simulation) => simulation.world.crash(leaderOf(simulation).host, false)),
);
/** The leader alone goes on taking in writes. */
const uncommitted = recordedRun(
  '3',
  SMALL,
  stillAfter((simulation) => {
    const { world } = simulation;
    const { host, others, group } = leaderOf(simulation);
    for (const other of others) {
      world.crash(other, false);
    }
    const log = present(host.node?.replicas.get(group), 'it has the group').raft.state.log;
    for (let i = 0; i < 20; i++) {
      simulation.patientClient.perform({ kind: 'put', key: `key-${i}`, value: 'x' }, () => {});
    }
    const untilMicros = world.nowMicros + SECOND / 10;
    while (log.lastIndex === log.commitIndex && world.nowMicros < untilMicros) {
      simulation.runUntil(world.nowMicros + SECOND / 1000);
    }
  }),
);

function screenOf({ result, recording }: RecordedRun): string[] {
  const schedule = { strokes: [], operations: [], fates: [], measures: [], ties: [] };
  const detail = { recording, history: { operations: [] }, schedule };
  return failureScreen(COMMAND, { result, wallSeconds: 1, detail, trace: null }, FILES).split('\n');
}

function standsIn(t: ExecutionContext, run: RecordedRun, words: RegExp): void {
  const [first] = run.recording.story.standings;
  t.regex(first?.words ?? '', words);
  const screen = screenOf(run);
  t.true(screen.length <= 40);
  t.deepEqual(
    screen.filter((line) => line.length > 100),
    [],
  );
  t.notRegex(screen.join('\n'), /last 0/);
  t.regex(screen.join('\n'), words);
  const page = renderSimReport(run.result, run.recording, {
    command: COMMAND,
    mutant: null,
    origin: null,
  });
  t.notRegex(page, /last 0 of 0/);
  t.true(page.includes(`The members of group ${first?.group}`));
}

test('where something did not happen it is told who has no leader, and who is down', (t) => {
  standsIn(t, leaderless, /group \d has no leader/);
  const [first] = leaderless.recording.story.standings;
  t.deepEqual(first?.replicas.map(({ machine }) => machine).sort(), ['down', 'up', 'up']);
});

test('a leader that commits nothing is told with what it has and what the others heard', (t) => {
  standsIn(t, uncommitted, /group \d is led by n\d in term \d+, which has committed \d+ of \d+/);
  const { story } = uncommitted.recording;
  const [first] = story.standings;
  const leader = present(
    first?.replicas.find(({ machine }) => machine === 'up'),
    'one is up',
  );
  t.is(leader.role, 'leader');
  t.is(leader.leader, leader.name);
  t.true(Number(leader.log.split('–')[1]) > Number(leader.committed));
  t.regex(leader.heard?.from ?? '', /^n\d$/);
  t.regex(screenOf(uncommitted).join('\n'), new RegExp(`${leader.name} +up +leader`));
});

test('what moved last is told instead of causes: elections and commits of the group', (t) => {
  const { story } = uncommitted.recording;
  const words = lastCauses(story, 15).shown.map((row) => rowWords(story, row));
  for (const wanted of [/becomes LEADER/, /commits entr/]) {
    t.true(words.some((each) => wanted.test(each)));
  }
  t.regex(screenOf(uncommitted).join('\n'), / {2}moved +the last changes/);
});
