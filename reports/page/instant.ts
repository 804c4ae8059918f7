import {
  FILE_CELLS,
  MACHINE_CELLS,
  MACHINE_STATES,
  REPLICA_CELLS,
  STORY_ROLES,
  type StoryCells,
  type StoryConfiguration,
  type StoryRole,
} from '../../sim/record/story/story.ts';
import type { StoryPage } from './story-bytes.ts';

/** One node at one instant, in words. */
export interface NodeInstant {
  readonly node: number;
  readonly name: string;
  readonly role: StoryRole;
  readonly isAsleep: boolean;
  readonly isJoint: boolean;
  readonly machine: (typeof MACHINE_STATES)[number];
  readonly term: string;
  readonly vote: string;
  readonly leader: string;
  readonly log: string;
  readonly commit: string;
  readonly configuration: string;
  readonly disk: DiskInstant;
}

/** What a power cut now would leave, and what it might take. */
export interface DiskInstant {
  readonly syncedBytes: number;
  readonly pendingBytes: number;
  readonly pendingWrites: number;
  readonly pendingNames: number;
  readonly isFull: boolean;
  readonly isDamaged: boolean;
}

export interface FileInstant {
  readonly name: string;
  readonly bytes: number;
  readonly syncedBytes: number;
  readonly pendingWrites: number;
  readonly pendingBytes: number;
}

/** Tells the state of nodes in words, at any instant. */
export class Instants {
  readonly #story: StoryPage;
  readonly #files = new Map<number, StoryCells[]>();
  readonly #machines = new Map<number, number>();

  constructor(story: StoryPage) {
    this.#story = story;
    for (const cells of story.states.cells) {
      if (cells.kind === 'machine') {
        this.#machines.set(cells.node, cells.first);
      } else if (cells.kind === 'file') {
        const files = this.#files.get(cells.node) ?? [];
        this.#files.set(cells.node, files);
        files.push(cells);
      }
    }
  }

  /** The nodes of `lanes` at the instant that `values` are of. */
  nodesAt(
    lanes: readonly { readonly node: number; readonly first: number }[],
    values: Float64Array,
  ): NodeInstant[] {
    return lanes.map(({ node, first }) => ({
      ...replicaAt(this.#story, values, first),
      node,
      name: this.#story.nodes[node]?.name ?? `n${node + 1}`,
      machine: MACHINE_STATES[values[this.#machines.get(node) ?? 0] as number] ?? 'off',
      disk: this.#diskAt(values, node),
    }));
  }

  /** The files of a disk at the instant that `values` are of, those with pending writes first. */
  filesAt(values: Float64Array, node: number): FileInstant[] {
    return (this.#files.get(node) ?? [])
      .filter(({ first }) => (values[first] as number) > 0)
      .map((cells) => fileAt(this.#story, values, cells))
      .sort((a, b) => b.pendingWrites - a.pendingWrites);
  }

  /** A run has hundreds of files; sums are all that is wanted of most. */
  #diskAt(values: Float64Array, node: number): DiskInstant {
    let [syncedBytes, pendingBytes, pendingWrites] = [0, 0, 0];
    for (const { first } of this.#files.get(node) ?? []) {
      if ((values[first] as number) > 0) {
        syncedBytes += values[first + SYNCED] as number;
        pendingBytes += values[first + PENDING_BYTES] as number;
        pendingWrites += values[first + PENDING_WRITES] as number;
      }
    }
    const first = this.#machines.get(node) ?? 0;
    const flag = (cell: (typeof MACHINE_CELLS)[number]) =>
      values[first + MACHINE_CELLS.indexOf(cell)] as number;
    return {
      syncedBytes,
      pendingBytes,
      pendingWrites,
      pendingNames: flag('pendingNames'),
      isFull: flag('isFull') === 1,
      isDamaged: flag('isDamaged') === 1,
    };
  }
}

const SYNCED = FILE_CELLS.indexOf('syncedBytes');
const PENDING_BYTES = FILE_CELLS.indexOf('pendingBytes');
const PENDING_WRITES = FILE_CELLS.indexOf('pendingWrites');

function fileAt(story: StoryPage, values: Float64Array, { first, text }: StoryCells): FileInstant {
  const of = (cell: (typeof FILE_CELLS)[number]) =>
    values[first + FILE_CELLS.indexOf(cell)] as number;
  return {
    name: story.texts[text] ?? '',
    bytes: of('bytes') - 1,
    syncedBytes: of('syncedBytes'),
    pendingWrites: of('pendingWrites'),
    pendingBytes: of('pendingBytes'),
  };
}

function replicaAt(story: StoryPage, values: Float64Array, first: number) {
  const of = (cell: (typeof REPLICA_CELLS)[number]) =>
    values[first + REPLICA_CELLS.indexOf(cell)] as number;
  const name = (number: number) => (number === 0 ? '–' : (story.nodes[number - 1]?.name ?? '?'));
  const role = STORY_ROLES[of('role')] ?? 'absent';
  const configuration = story.configurations[of('configuration') - 1];
  const isThere = role !== 'absent';
  const words = (text: string) => (isThere ? text : '–');
  return {
    role,
    isAsleep: of('isAsleep') === 1,
    isJoint: (configuration?.outgoing.length ?? 0) > 0,
    term: words(`${of('term')}`),
    vote: name(of('vote')),
    leader: name(of('leader')),
    log: words(logWords(of('firstIndex'), of('lastIndex'), of('durableIndex'))),
    commit: words(`${of('commitIndex')} / ${of('appliedIndex')}`),
    configuration: words(configurationWords(story, configuration)),
  };
}

function logWords(first: number, last: number, durable: number): string {
  const entries = last < first ? `none after ${last}` : `${first}…${last}`;
  return durable < last ? `${entries}, synced to ${durable}` : entries;
}

function configurationWords(
  story: StoryPage,
  configuration: StoryConfiguration | undefined,
): string {
  if (configuration === undefined) {
    return '–';
  }
  const names = (nodes: readonly number[]) =>
    nodes.map((node) => story.nodes[node]?.name ?? '?').join(' ');
  const { voters, outgoing, learners, witnesses } = configuration;
  return [
    outgoing.length > 0 ? `JOINT ${names(outgoing)} ⇒ ${names(voters)}` : names(voters),
    ...(learners.length > 0 ? [`learners ${names(learners)}`] : []),
    ...(witnesses.length > 0 ? [`witnesses ${names(witnesses)}`] : []),
  ].join('; ');
}
