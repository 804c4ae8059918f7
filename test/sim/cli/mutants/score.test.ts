import test from 'ava';
import { HARMLESS_RUNS } from '../../../../sim/cli/mutants/gates.ts';
import { exitCodeOf } from '../../../../sim/cli/mutants/mutants-command.ts';
import { scoreTable } from '../../../../sim/cli/mutants/print-score.ts';
import {
  type MutantRun,
  type ShrunkKill,
  type ShrunkSize,
  scoreOf,
} from '../../../../sim/cli/mutants/score.ts';
import { sweepExitCode } from '../../../../sim/cli/sweep-line.ts';
import type { Mutant, Tier } from '../../../../sim/mutants/mutant.ts';

function mutant(id: string, tier: Tier): Mutant {
  const patches = [{ file: 'src/a.ts', anchor: 'a', replacement: 'b' }] as const;
  const words = { summary: 'a sample', source: 'this test' };
  return { id, number: null, tier, ...words, oracles: [], hunts: ['default'], patches };
}

/** As many runs as there are verdicts; what fails passes without the mutant. */
function runsOf(id: string, verdicts: readonly string[], cleanVerdict = 'pass'): MutantRun[] {
  return verdicts.map((verdict, at) => ({
    mutant: id,
    digest: 'd',
    run: at + 1,
    command: `npm run sim -- --seed ${at + 1} --mutant ${id}`,
    hunt: 'default',
    verdict,
    oracle: verdict === 'invariant' ? 'election-safety' : null,
    message: null,
    virtualSeconds: 60,
    wallSeconds: 2,
    cleanVerdict: verdict === 'pass' ? null : cleanVerdict,
  }));
}

function sizeOf(faults: number): ShrunkSize {
  return { faults, operations: 0, nodes: 3, virtualSeconds: 1 };
}

/** The last run, which found the mutant, was shrunk to this. */
function shrunk(runs: readonly MutantRun[], change: Partial<ShrunkKill> = {}): MutantRun[] {
  const words = '3 nodes, 12 faults';
  const sizes = { before: sizeOf(100), after: sizeOf(12) };
  const kill = { ...sizes, words, isSame: true, isMinimal: true, trials: 7, seconds: 60 };
  return runs.map((run, at) =>
    at < runs.length - 1 ? run : { ...run, shrunk: { ...kill, ...change } },
  );
}

function passes(count: number): string[] {
  return Array.from({ length: count }, () => 'pass');
}

test('a row says who found the mutant, after how many runs, and what they took', (t) => {
  const runs = runsOf('a', ['pass', 'pass', 'invariant']);
  const { rows, killed, total } = scoreOf([mutant('a', 2)], runs);
  t.like(rows[0], {
    killed: true,
    oracle: 'election-safety',
    seeds: 3,
    survivedRuns: 2,
    virtualSeconds: 180,
    wallSeconds: 6,
  });
  t.deepEqual([killed, total], [1, 1]);
});

test('a run that fails without the mutant too finds nothing', (t) => {
  const { rows } = scoreOf([mutant('a', 1)], runsOf('a', ['invariant'], 'invariant'));
  t.like(rows[0], { killed: false, seeds: null, survivedRuns: 0, voidRuns: 1 });
});

test('an error of the simulator and a check without result find nothing', (t) => {
  const { rows } = scoreOf([mutant('a', 1)], runsOf('a', ['harness', 'inconclusive']));
  t.like(rows[0], { killed: false, voidRuns: 2 });
});

test('tier 1 wants all within 20 runs, and one more is too many', (t) => {
  const at = (runs: number) =>
    scoreOf([mutant('a', 1)], shrunk(runsOf('a', [...passes(runs - 1), 'invariant'])));
  t.is(at(20).gates[0]?.state, 'met');
  t.is(exitCodeOf(at(20)), 0);
  t.is(at(21).gates[0]?.state, 'missed');
  t.is(exitCodeOf(at(21)), 17);
});

test('what was run too little to tell is neither met nor missed', (t) => {
  const score = scoreOf([mutant('a', 1)], runsOf('a', passes(19)));
  t.is(score.gates[0]?.state, 'open');
  t.is(exitCodeOf(score), 15);
});

test('nine of ten that were found must shrink to twelve within a minute, each by its own oracle', (t) => {
  const mutants = Array.from({ length: 10 }, (_, i) => mutant(`m${i}`, 2));
  const found = mutants.map(({ id }) => shrunk(runsOf(id, ['invariant'])));
  const gate = (...others: MutantRun[][]) => {
    const runs = [...others, ...found.slice(others.length)].flat();
    return scoreOf(mutants, runs).gates.find(({ tier }) => tier === null);
  };
  const found0 = runsOf('m0', ['invariant']);
  const big = (id: string) => shrunk(runsOf(id, ['invariant']), { after: sizeOf(13) });
  t.like(gate(), { state: 'met', killed: 10, total: 10 });
  t.like(gate(big('m0')), { state: 'met', killed: 9 });
  t.is(gate(big('m0'), big('m1'))?.state, 'missed');
  t.is(gate(big('m0'), shrunk(runsOf('m1', ['invariant']), { seconds: 61 }))?.state, 'missed');
  t.is(gate(big('m0'), shrunk(runsOf('m1', ['invariant']), { isSame: false }))?.state, 'missed');
  t.is(gate(found0, big('m1'))?.state, 'open');
});

test('what nobody shrank leaves the gate open, and the mutants that survive do not count', (t) => {
  const mutants = [mutant('a', 2), mutant('b', 3)];
  const runs = [...runsOf('a', ['invariant']), ...runsOf('b', ['pass'])];
  const score = scoreOf(mutants, runs);
  t.like(score.gates.at(-1), { tier: null, state: 'open', total: 1 });
  t.is(exitCodeOf(score), 15);
});

test('tier 2 may miss one of twenty, and no more', (t) => {
  const mutants = Array.from({ length: 20 }, (_, i) => mutant(`m${i}`, 2));
  const missing = (count: number) =>
    mutants.flatMap(({ id }, i) => runsOf(id, i < count ? passes(500) : ['invariant']));
  t.is(scoreOf(mutants, missing(1)).gates[0]?.state, 'met');
  t.is(scoreOf(mutants, missing(2)).gates[0]?.state, 'missed');
});

test('tier 3 has no gate, and the canary no part in the score', (t) => {
  const score = scoreOf([mutant('a', 3), mutant('canary', 0)], runsOf('canary', ['invariant']));
  t.deepEqual(
    score.gates.map(({ tier }) => tier),
    [0],
  );
  t.deepEqual([score.killed, score.total], [0, 1]);
});

test('a harmless mutant that is flagged once misses the gate', (t) => {
  const flagged = scoreOf([mutant('a', 'harmless')], runsOf('a', ['pass', 'invariant']));
  t.is(flagged.falseAlarms, 1);
  t.is(exitCodeOf(flagged), 17);
  const quiet = scoreOf([mutant('a', 'harmless')], runsOf('a', passes(HARMLESS_RUNS)));
  t.is(quiet.falseAlarms, 0);
  t.is(exitCodeOf(quiet), 0);
});

test('runs that say nothing do not show that a harmless mutant is quiet', (t) => {
  const verdicts = [...passes(HARMLESS_RUNS - 1), 'harness'];
  const score = scoreOf([mutant('a', 'harmless')], runsOf('a', verdicts));
  t.is(score.gates[0]?.state, 'open');
  t.is(exitCodeOf(score), 15);
});

test('nor do they show that a mutant cannot be found', (t) => {
  const score = scoreOf([mutant('a', 1)], runsOf('a', [...passes(19), 'inconclusive']));
  t.is(score.gates[0]?.state, 'open');
});

test('a mutant without a run that says something leaves the score undecided, in every tier', (t) => {
  for (const tier of [0, 1, 2, 3, 'harmless'] as const) {
    t.is(exitCodeOf(scoreOf([mutant('a', tier)], [])), 15, `${tier}, no run`);
    t.is(exitCodeOf(scoreOf([mutant('a', tier)], runsOf('a', ['harness']))), 15, `${tier}, void`);
  }
  const some = scoreOf([mutant('a', 3), mutant('b', 3)], runsOf('a', ['pass']));
  t.is(exitCodeOf(some), 15);
  t.is(exitCodeOf(scoreOf([mutant('a', 3)], runsOf('a', ['pass']))), 0);
});

test('a canary that survives misses its gate', (t) => {
  const canary = [mutant('canary', 0)];
  t.is(exitCodeOf(scoreOf(canary, runsOf('canary', passes(3)))), 17);
  t.is(exitCodeOf(scoreOf(canary, runsOf('canary', ['invariant']))), 0);
});

/** As the oracle `engine` reports an error of the code itself: with its stack. */
function stopped(error: string): string {
  return `the replica of group 2 stopped: ${error}\n    at RaftLog.entryAt (file:///log.js:88:9)`;
}

test('a mutant that is only broken code is not found by the engine that stops on it', (t) => {
  const by = (message: string) => {
    const [run] = runsOf('a', ['crash']) as [MutantRun];
    return scoreOf([mutant('a', 1)], [{ ...run, oracle: 'engine', message }]).rows[0];
  };
  const words = "Cannot read properties of undefined (reading 'term')";
  t.like(by(stopped(`TypeError: ${words}`)), { killed: false, voidRuns: 1 });
  t.like(by(`${words}\nTypeError: ${words}\n    at step (file:///step.js:1:1)`), { killed: false });
  t.false(by(stopped('ReferenceError: term is not defined'))?.killed);
  t.false(by(stopped('RangeError: Invalid array length'))?.killed);
  t.false(by(stopped('SyntaxError: Unexpected end of JSON input'))?.killed);
  t.true(by(stopped('InvariantError: not true: the entry is held ()'))?.killed);
  t.true(by('the node stopped: LOG_CORRUPT: entries from 2 to 3 are missing')?.killed);
  t.true(by(stopped('InvariantError: not true: no TypeError: here ()'))?.killed);
});

test('a row says whether who found the mutant was expected to, and the table marks who was not', (t) => {
  const named = (oracles: Mutant['oracles'], verdict = 'invariant') =>
    scoreOf([{ ...mutant('a', 3), oracles }], runsOf('a', [verdict]));
  const [expected, surprising] = [named(['election-safety']), named(['core', 'engine'])];
  t.is(expected.rows[0]?.expected, true);
  t.notRegex(scoreTable(expected, false), /†/);
  t.is(surprising.rows[0]?.expected, false);
  t.regex(scoreTable(surprising, false), /election-safety †/);
  t.regex(scoreTable(surprising, false), /† 1 found by an oracle that the mutant does not name/);
  t.is(named(['core'], 'pass').rows[0]?.expected, null);
});

test('a row has the words of the run that it was shrunk to, if that fails alike', (t) => {
  const rowOf = (runs: readonly MutantRun[]) => scoreOf([mutant('a', 1)], runs).rows[0];
  const found = runsOf('a', ['invariant']);
  t.is(rowOf(shrunk(found))?.shrunkTo, '3 nodes, 12 faults');
  t.is(rowOf(shrunk(found, { isSame: false }))?.shrunkTo, null);
  t.is(rowOf(found)?.shrunkTo, null);
});

test('a sweep that misses its canary is no pass, but a failure of its own weighs more', (t) => {
  const failure = { seed: '3', exitCode: 12, oracle: 'service', message: '' };
  t.is(sweepExitCode({ failures: [], runs: 4 }, { found: true }), 0);
  t.is(sweepExitCode({ failures: [], runs: 4 }, { found: false }), 17);
  t.is(sweepExitCode({ failures: [failure], runs: 4 }, { found: false }), 12);
  // A package that cannot build mutants says so in words.
  t.is(sweepExitCode({ failures: [], runs: 4 }, { found: null }), 0);
});
