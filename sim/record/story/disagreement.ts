import { type GroupId, type LogIndex, NO_NODE } from '../../../src/base/ids.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import type { CheckResult } from '../../checker/check-history.ts';
import { violationsInTime } from '../../checker/violations-in-time.ts';
import { contentOf } from '../../oracles/replica-view.ts';
import type { KvHistory, ReportedViolation } from '../../run/run-result.ts';
import type { SimHost } from '../../world/sim-host.ts';
import type { World } from '../../world/world.ts';
import { roleOf } from '../replica-track.ts';
import { historySides } from './history-sides.ts';
import { STORY_LIMITS } from './limits.ts';
import type { Disagreement, DisagreementRow } from './story.ts';
import type { StoryDraft } from './story-draft.ts';

interface Side {
  readonly host: SimHost;
  readonly replica: Replica;
}

/**
 * What cannot be true at once, side by side: what a client saw and what one copy of the data would have
 * shown, or the replicas of the group in which something broke. Null where there is nothing to compare.
 */
export function disagreementOf(
  world: World,
  violation: ReportedViolation,
  history: KvHistory,
  check: CheckResult,
  draft: StoryDraft,
): Disagreement | null {
  const [broken] = violationsInTime(history, check);
  if (violation.node === null && broken !== undefined) {
    return historySides(history, broken.key, broken.violation);
  }
  return violation.group === null ? null : ofReplicas(world, violation, violation.group, draft);
}

function ofReplicas(
  world: World,
  { node, index }: ReportedViolation,
  group: GroupId,
  draft: StoryDraft,
): Disagreement {
  const sides = world.machines
    .flatMap((host) => {
      const replica = host.node?.replicas.get(group);
      return replica === undefined ? [] : [{ host, replica }];
    })
    .sort((a, b) => Number(b.host.id === node) - Number(a.host.id === node));
  // The node may be gone by then, and still it is where it broke.
  const isGone = node !== null && sides.every(({ host }) => host.id !== node);
  const gone = isGone ? [`${draft.nameOf(node)}, where it broke, is not running`] : [];
  const name = ({ host }: Side) =>
    `${draft.nameOf(host.id)}${host.id === node ? ', where it broke' : ''}`;
  return {
    title: `The replicas of group ${group} at that moment`,
    columns: [...sides.map(name), ...gone],
    rows: [...stateRows(sides, draft), ...entryRows(sides, index)].map((row) => ({
      ...row,
      values: [...row.values, ...gone.map(() => '–')],
    })),
  };
}

function stateRows(sides: readonly Side[], draft: StoryDraft): DisagreementRow[] {
  const leaders = sides.filter(({ replica }) => replica.raft.state.isLeader);
  const terms = leaders.map(({ replica }) => replica.raft.state.term);
  const row = (name: string, value: (side: Side) => string, isDifferent = false) => ({
    name,
    values: sides.map(value),
    isDifferent,
  });
  return [
    row('role', ({ replica }) => roleOf(replica), new Set(terms).size < terms.length),
    row('term', ({ replica }) => `${replica.raft.state.term}`),
    row('voted for', ({ replica }) => {
      const { vote } = replica.raft.state;
      return vote === NO_NODE ? 'nobody' : draft.nameOf(vote);
    }),
    row('log', ({ replica: { raft } }) => {
      const { log } = raft.state;
      return `${log.firstIndex} to ${log.lastIndex}, durable through ${log.durableIndex}`;
    }),
    row('committed', ({ replica }) => `${replica.raft.state.log.commitIndex}`),
    row('applied', ({ replica }) => `${replica.machine.appliedIndex}`),
    row('state', digestWords, isSplit(sides)),
    row('voters', ({ replica }) => {
      const { voters, outgoing } = replica.raft.state.configuration;
      const names = (nodes: typeof voters) => nodes.map((node) => draft.nameOf(node)).join(' ');
      return outgoing.length === 0 ? names(voters) : `${names(voters)} and ${names(outgoing)}`;
    }),
  ];
}

function digestWords({ replica }: Side): string {
  const digest = replica.machine.digest?.value;
  return digest === undefined ? '' : digest.toString(16).padStart(8, '0');
}

/** Two replicas that have applied as much have another state. */
function isSplit(sides: readonly Side[]): boolean {
  const applied = new Set(sides.map(({ replica }) => replica.machine.appliedIndex));
  const states = sides.map((side) => `${side.replica.machine.appliedIndex} ${digestWords(side)}`);
  return new Set(states).size > applied.size;
}

/** Entries around `index`, or the last ones. */
function entryRows(sides: readonly Side[], index: number | null): DisagreementRow[] {
  const logs = sides.map(({ replica }) => replica.raft.state.log);
  const lasts = logs.map(({ lastIndex }) => lastIndex as number);
  const middle = index ?? Math.max(0, ...lasts);
  const half = STORY_LIMITS.entriesMax / 2;
  const from = Math.max(1, middle - half);
  const through = Math.min(Math.max(0, ...lasts), middle + half);
  const indices = Array.from({ length: Math.max(0, through - from + 1) }, (_, i) => from + i);
  return indices.map((at) => {
    const entries = logs.map((log) => entryAt(log, at as LogIndex));
    const known = entries.flatMap(({ identity }) => (identity === null ? [] : [identity]));
    const name = at === index ? `entry ${at}, where it broke` : `entry ${at}`;
    return {
      name,
      values: entries.map(({ words }) => words),
      isDifferent: new Set(known).size > 1,
    };
  });
}

/** What a log has at an index; without an identity where it does not show an entry. */
function entryAt(
  log: Replica['raft']['state']['log'],
  index: LogIndex,
): { readonly identity: string | null; readonly words: string } {
  if (index < log.firstIndex || index > log.lastIndex) {
    return { identity: null, words: index < log.firstIndex ? 'in the snapshot' : '–' };
  }
  const entry = log.entryAt(index);
  const content = contentOf(entry);
  const sum = content === null ? '' : `, ${content.toString(16).padStart(8, '0')}`;
  const identity = `term ${entry.term}${sum}`;
  const marks = [
    ...(index <= log.commitIndex ? ['committed'] : []),
    ...(index > log.durableIndex ? ['not durable'] : []),
  ];
  return { identity, words: `${identity}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}` };
}
