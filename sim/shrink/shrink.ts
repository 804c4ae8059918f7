import type { Recording } from '../record/recording.ts';
import type { KvHistory, ReportedViolation, RunResult } from '../run/run-result.ts';
import { type Replay, type RunTask, runReplay, runTask } from '../run/run-task.ts';
import { signatureOf } from '../run/signature.ts';
import { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import { type Blame, blameOf } from './blame.ts';
import { type Candidate, misfortunesOf } from './candidate.ts';
import { lastProven } from './proof.ts';
import { reproducerWords } from './reproducer-words.ts';
import { Shrinker } from './shrinker.ts';
import { type Platform, Trials } from './trials.ts';

/** How much there is of a run. */
export interface RunSize {
  readonly nodes: number;
  readonly groups: number;
  readonly operations: number;
  /** Strokes, and single messages and disk requests with a fate of their own. */
  readonly faults: number;
  readonly virtualMicros: number;
}

/** A smaller run that fails by the same oracle. */
export interface Shrunk {
  readonly kind: 'shrunk';
  readonly signature: string;
  readonly before: RunSize;
  readonly after: RunSize;
  /** As `3 nodes, 2 writes, 2 faults: (1) …`. */
  readonly words: string;
  readonly replay: Replay;
  readonly result: RunResult;
  readonly recording: Recording;
  readonly history: KvHistory;
  readonly blame: readonly Blame[];
  /** Runs that were tried, and how long that took. */
  readonly trials: number;
  readonly seconds: number;
  /** Nothing more can be left out by itself; false when the time was up before that was known. */
  readonly isMinimal: boolean;
}

export type ShrinkOutcome =
  | Shrunk
  /** There is nothing to shrink. */
  | { readonly kind: 'passed'; readonly result: RunResult }
  /** The replay of the run came to another end. */
  | { readonly kind: 'lost'; readonly signature: string; readonly result: RunResult };

/** What may be spent on a run. */
export interface Effort {
  /** Seconds since any moment. */
  now(): number;
  /** How long candidates may be tried. */
  readonly secondsMax: number;
  /** Nobody asks which faults were to blame. */
  readonly isBrief: boolean;
}

/** Of the time, the part that is kept for finding out which faults were to blame. */
const BLAME_SHARE = 0.15;

/**
 * Makes a failing run as small as the time allows: fewer faults, operations, groups and nodes, less
 * time in between, fewer messages with a fate; each step must fail by the same oracle.
 *
 * @throws RaftLabError INVALID_CONFIG
 */
export function shrink(
  task: RunTask | Replay,
  platform: Platform,
  effort: Effort,
  onStep: (size: RunSize, trials: number) => void = () => undefined,
): ShrinkOutcome {
  const startSeconds = effort.now();
  const { replay, result } = begin(task, platform);
  const { violation } = result;
  if (violation === null) {
    return { kind: 'passed', result };
  }
  const signature = signatureOf(violation);
  const trials = new Trials(aimOf(replay, violation), platform);
  const first: Candidate = { config: replay.config, schedule: replay.schedule };
  const again = trials.violation(first, violation.virtualMicros);
  if (again === null || !trials.isSame(again)) {
    return { kind: 'lost', signature, result };
  }
  const isOver = (share: number) => () => effort.now() - startSeconds > effort.secondsMax * share;
  const start = { candidate: first, failsMicros: violation.virtualMicros };
  const isTimeUp = (share = 1) => isOver(share * (1 - BLAME_SHARE))();
  const shrinker = new Shrinker(trials, start, isTimeUp, (best) =>
    onStep(sizeOf(best, shrinker.failsMicros), trials.count),
  );
  shrinker.run();
  const isMinimal = !isTimeUp();
  const proof = lastProven(trials, shrinker.steps);
  if (proof === null) {
    return { kind: 'lost', signature, result };
  }
  const { candidate, settled, end, recorder } = proof;
  const { recording } = recorder;
  const { failsMicros } = shrinker;
  const left = { best: candidate, failsMicros };
  const blame = effort.isBrief ? [] : blameOf(trials, shrinker.origin, left, isOver(1));
  const { history, ...shrunk } = end;
  return {
    kind: 'shrunk',
    signature,
    before: sizeOf(first, violation.virtualMicros),
    after: sizeOf(settled, end.violation?.virtualMicros ?? end.virtualMicros),
    words: reproducerWords(settled, recording),
    replay: { ...settled, scenario: replay.scenario },
    result: shrunk,
    recording,
    history,
    blame,
    trials: trials.count,
    seconds: effort.now() - startSeconds,
    isMinimal: isMinimal && candidate === shrinker.best,
  };
}

function begin(task: RunTask | Replay, platform: Platform): { replay: Replay; result: RunResult } {
  if ('schedule' in task) {
    const { history: _, ...result } = runReplay(task, platform);
    return { replay: task, result };
  }
  const journal = new ScheduleRecorder();
  const { history: _, ...result } = runTask(task, platform, { journal });
  const { config, scenario } = result;
  return { replay: { config, scenario, schedule: journal.schedule }, result };
}

function aimOf({ scenario, config }: Replay, violation: ReportedViolation) {
  const isEarly =
    scenario === null &&
    violation.oracle !== 'linearizability' &&
    violation.virtualMicros < config.durationMicros;
  return { signature: signatureOf(violation), scenario, isEarly };
}

function sizeOf({ config, schedule }: Candidate, virtualMicros: number): RunSize {
  return {
    nodes: config.nodes,
    groups: config.groups,
    operations: schedule.operations.length,
    faults: schedule.strokes.length + misfortunesOf(schedule).length,
    virtualMicros,
  };
}
