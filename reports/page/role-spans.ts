import {
  MACHINE_CELLS,
  MACHINE_STATES,
  REPLICA_CELLS,
  STORY_ROLES,
  type Story,
  type StoryRole,
} from '../../sim/record/story/story.ts';

/** A time in which a replica was the same, as far as a lane shows it. */
export interface RoleSpan {
  readonly fromMicros: number;
  readonly untilMicros: number;
  readonly role: StoryRole;
  readonly term: number;
  readonly isAsleep: boolean;
  readonly isJoint: boolean;
}

/** A time in which a machine or its disk was not as it should be. */
export interface MachineSpan {
  readonly fromMicros: number;
  readonly untilMicros: number;
  readonly kind: 'down' | 'paused' | 'off' | 'full disk' | 'damaged disk';
}

type Told = Pick<Story, 'states' | 'configurations' | 'endMicros'>;

/** The spans of each replica, by the position of its cells. */
export function roleSpansOf(story: Told): Map<number, RoleSpan[]> {
  const watched = ['role', 'term', 'isAsleep', 'configuration'] as const;
  const offsets = watched.map((name) => REPLICA_CELLS.indexOf(name));
  return spansOf(story, 'replica', offsets, (values, span) => {
    const [role = 0, term = 0, asleep = 0, configuration = 0] = values;
    const outgoing = story.configurations[configuration - 1]?.outgoing ?? [];
    return {
      ...span,
      role: STORY_ROLES[role] ?? 'absent',
      term,
      isAsleep: asleep === 1,
      isJoint: outgoing.length > 0,
    };
  });
}

/** What was wrong with each machine, by its number. */
export function machineSpansOf(story: Told): Map<number, MachineSpan[]> {
  const spans = new Map<number, MachineSpan[]>();
  const states = spansOf(
    story,
    'machine',
    [MACHINE_CELLS.indexOf('state')],
    ([state = 0], span) => ({
      ...span,
      kind: MACHINE_STATES[state] as 'down' | 'paused' | 'off' | 'up',
    }),
  );
  const full = flagSpans(story, 'isFull', 'full disk');
  const damaged = flagSpans(story, 'isDamaged', 'damaged disk');
  for (const { kind, first, node } of story.states.cells) {
    if (kind === 'machine') {
      const own = (states.get(first) ?? []).filter((span) => span.kind !== 'up');
      const all = [...own, ...(full.get(first) ?? []), ...(damaged.get(first) ?? [])];
      spans.set(node, all as MachineSpan[]);
    }
  }
  return spans;
}

function flagSpans(
  story: Told,
  cell: 'isFull' | 'isDamaged',
  kind: MachineSpan['kind'],
): Map<number, MachineSpan[]> {
  const spans = spansOf(story, 'machine', [MACHINE_CELLS.indexOf(cell)], ([flag = 0], span) => ({
    ...span,
    kind,
    isSet: flag === 1,
  }));
  return new Map([...spans].map(([first, all]) => [first, all.filter(({ isSet }) => isSet)]));
}

/** One span for each time in which the cells at `offsets` of a thing kept their values. */
function spansOf<T>(
  { states, endMicros }: Told,
  kind: 'replica' | 'machine',
  offsets: readonly number[],
  make: (values: readonly number[], span: { fromMicros: number; untilMicros: number }) => T,
): Map<number, T[]> {
  const owners = new Map<number, { first: number; at: number }>();
  const now = new Map<number, { values: number[]; since: number }>();
  const spans = new Map<number, T[]>();
  for (const cells of states.cells) {
    if (cells.kind === kind) {
      for (const [at, offset] of offsets.entries()) {
        owners.set(cells.first + offset, { first: cells.first, at });
      }
      now.set(cells.first, { values: offsets.map(() => 0), since: 0 });
      spans.set(cells.first, []);
    }
  }
  const close = (first: number, untilMicros: number) => {
    const { values, since } = now.get(first) as { values: number[]; since: number };
    if (untilMicros > since) {
      spans.get(first)?.push(make([...values], { fromMicros: since, untilMicros }));
    }
  };
  for (let i = 0; i < states.cell.length; i++) {
    const owner = owners.get(states.cell[i] as number);
    if (owner !== undefined) {
      const atMicros = states.atMicros[i] as number;
      const known = now.get(owner.first) as { values: number[]; since: number };
      close(owner.first, atMicros);
      known.values[owner.at] = states.value[i] as number;
      known.since = atMicros;
    }
  }
  for (const first of now.keys()) {
    close(first, endMicros + 1);
  }
  return spans;
}
