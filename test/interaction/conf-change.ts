/** What a proposed change does to one node: make it a voter or a learner, remove it, or nothing. */
export interface ConfStep {
  readonly kind: 'voter' | 'learner' | 'remove' | 'update';
  readonly id: number;
}

export interface ConfChange {
  /** The entry type for a single step, older than the one for several. */
  readonly isV1: boolean;
  readonly transition: 'auto' | 'implicit' | 'explicit';
  readonly steps: readonly ConfStep[];
}

const KINDS: Readonly<Record<string, ConfStep['kind']>> = {
  v: 'voter',
  l: 'learner',
  r: 'remove',
  u: 'update',
};

const LETTERS = { voter: 'v', learner: 'l', remove: 'r', update: 'u' } as const;

export function parseConfChange(
  input: readonly string[],
  options: ReadonlyMap<string, string>,
): ConfChange {
  const transition = options.get('transition') ?? 'auto';
  if (transition !== 'auto' && transition !== 'implicit' && transition !== 'explicit') {
    throw new Error(`${transition} is no transition`);
  }
  const words = input.flatMap((line) => line.split(/\s+/)).filter((word) => word !== '');
  return { isV1: options.get('v1') === 'true', transition, steps: words.map(parseStep) };
}

function parseStep(word: string): ConfStep {
  const kind = KINDS[word[0] ?? ''];
  if (kind === undefined || !/^\d+$/.test(word.slice(1))) {
    throw new Error(`${word} is no step of a membership change`);
  }
  return { kind, id: Number(word.slice(1)) };
}

/** The change as transcripts print its entry, behind term and index. */
export function textOfConfChange({ isV1, steps }: ConfChange): string {
  const words = steps.map(({ kind, id }) => `${LETTERS[kind]}${id}`);
  return [isV1 ? 'EntryConfChange' : 'EntryConfChangeV2', ...words].join(' ');
}

/** Whether the change does nothing but end a joint configuration. */
export function leavesJoint({ steps }: ConfChange): boolean {
  return steps.length === 0;
}

export const LEAVE_JOINT: ConfChange = { isV1: false, transition: 'auto', steps: [] };
