import { z } from 'zod';
import { RaftLabError } from '../../src/base/errors.ts';
import { present } from '../../src/base/invariant.ts';
import { packageVersion } from '../../src/cli/package-version.ts';
import { configProblem } from '../../src/process/config-problem.ts';
import type { ReportedViolation } from '../run/run-result.ts';
import type { Replay } from '../run/run-task.ts';
import type { Schedule, ScheduledOperation, Stream, Tie } from '../schedule/schedule.ts';
import type { WorkerAnswer } from '../worker.ts';
import { capsuleBody } from './capsule-body.ts';
import { packStream, unpackStream } from './packed-streams.ts';
import { plural } from './print-run.ts';
import { reproduceRun } from './reproduce-run.ts';
import type { RunChoice } from './sim-command.ts';

/** The newest version; 1 had no schedule. */
export const CAPSULE_SCHEMA = 2;

/** What a capsule tells of the run that it stands for. */
export interface Capsule {
  readonly seed: string;
  readonly choice: RunChoice;
  readonly violation: Pick<ReportedViolation, 'oracle' | 'message'> | null;
  readonly hash: string;
  readonly replay: Replay;
}

/** Which files are capsules. */
const headSchema = z.object({
  schema: z.literal(CAPSULE_SCHEMA, `expected ${CAPSULE_SCHEMA}; no other version has a schedule`),
  kind: z.literal('capsule', 'expected "capsule"'),
});

/** The capsule of a run that was recorded: everything that its course depends on, and what it came to. */
export function capsuleText(
  seed: string,
  choice: RunChoice,
  { result }: Pick<WorkerAnswer, 'result'>,
  schedule: Schedule,
): string {
  const { strokes, operations, fates, measures, ties } = schedule;
  const fields = {
    schema: CAPSULE_SCHEMA,
    kind: 'capsule',
    raftlab: packageVersion(),
    command: reproduceRun(seed, choice),
    seed,
    ...choice,
    verdict: result.verdict,
    violation: result.violation,
    hash: result.hash,
    events: result.counts.events,
    virtualMicros: result.virtualMicros,
    config: result.config,
    faults: strokes,
    operations: operations.map(abbreviated),
    fates: fates.map(packStream),
    measures: measures.map(packStream),
    ties: streamsOfTies(ties).map(packStream),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}": ${textOf(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * What a capsule holds.
 *
 * @throws RaftLabError INVALID_CONFIG that says in one line what is wrong
 */
export function parseCapsule(text: string): Capsule {
  const raw = parseJson(text);
  const head = headSchema.safeParse(raw);
  if (!head.success) {
    const [issue] = head.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    throw new RaftLabError('INVALID_CONFIG', `${path || 'capsule'}: ${issue?.message ?? ''}`);
  }
  const parsed = capsuleBody.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    const [first, ...others] = parsed.error.issues;
    const problem = configProblem(present(first, 'an error names an issue'), (path) => path);
    const more = others.length === 0 ? '' : ` (and ${plural(others.length, 'more problem')})`;
    throw new RaftLabError('INVALID_CONFIG', `${problem}${more}`);
  }
  const { profile, scenario, mutant, overrides, violation, hash, seed, config, ...rest } =
    parsed.data;
  const schedule: Schedule = {
    strokes: rest.faults,
    operations: rest.operations.map(inFull),
    fates: rest.fates.map(unpackStream),
    measures: rest.measures.map(unpackStream),
    ties: rest.ties.map(unpackStream).flatMap(tiesOf),
  };
  const replay = { config, scenario, schedule };
  return { seed, choice: { profile, scenario, mutant, overrides }, violation, hash, replay };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RaftLabError('INVALID_CONFIG', `not JSON (${(error as Error).message})`);
  }
}

/** One line for each item of a list. */
function textOf(value: unknown): string {
  if (!Array.isArray(value)) {
    return JSON.stringify(value);
  }
  return value.length === 0
    ? '[]'
    : `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
}

function abbreviated(operation: ScheduledOperation): ScheduledOperation {
  return withTexts(operation, (text) => text.replace(/\.{8,}$/, (dots) => `…${dots.length}`));
}

function inFull(operation: ScheduledOperation): ScheduledOperation {
  return withTexts(operation, (text) =>
    text.replace(/…(\d{1,5})$/, (_, length) => '.'.repeat(Number(length))),
  );
}

/** Values end with filler that says nothing. */
function withTexts(
  operation: ScheduledOperation,
  change: (text: string) => string,
): ScheduledOperation {
  const { input } = operation;
  switch (input.kind) {
    case 'get':
    case 'delete':
      return operation;
    case 'put':
      return { ...operation, input: { ...input, value: change(input.value) } };
    case 'cas': {
      const expected = input.expected === null ? null : change(input.expected);
      const value = input.value === null ? null : change(input.value);
      return { ...operation, input: { ...input, expected, value } };
    }
  }
}

/** Ties as streams: by who caused them. */
function streamsOfTies(ties: readonly Tie[]): Stream[] {
  const byOwner = new Map<number, Tie[]>();
  for (const tie of ties) {
    const own = byOwner.get(tie.owner) ?? [];
    own.push(tie);
    byOwner.set(tie.owner, own);
  }
  return [...byOwner].map(([entity, own]) => {
    const sorted = own.toSorted((a, b) => a.atMicros - b.atMicros);
    const times = sorted.map(({ atMicros }) => atMicros);
    return { site: 'tiebreak', entity, times, values: sorted.map(({ rank }) => rank) };
  });
}

function tiesOf({ entity: owner, times, values }: Stream): Tie[] {
  return times.map((atMicros, i) => ({ owner, atMicros, rank: values[i] as number }));
}
