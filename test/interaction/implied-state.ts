import type { Directive } from './transcript.ts';

/** What a transcript has shown of one node; undefined where it was silent. */
export interface ImpliedNode {
  term?: number;
  commit?: number;
  leader?: number;
  role?: string;
  lastIndex?: number;
  /** By index, as printed; entries that it did not show are not there. */
  readonly log: Map<number, string>;
}

type Section = 'entries' | 'committed' | 'other';

/**
 * Follows what the recorded outputs say of each node: only what a Ready printed counts, for at the
 * end of a command that lets everything happen, everything that changed was printed.
 */
export class ImpliedStates {
  readonly nodes = new Map<number, ImpliedNode>();

  /** A node was created with a snapshot at `index`, or blank with 0. */
  created(id: number, index: number): void {
    this.nodes.set(id, { term: 0, commit: index, lastIndex: index, log: new Map() });
  }

  /** Something happened without output: nothing is known any more. */
  forget(): void {
    for (const id of this.nodes.keys()) {
      this.nodes.set(id, { log: new Map() });
    }
  }

  /** Takes in the output of a command, which is about node `id` where it names none. */
  read({ expected, ids }: Directive): void {
    let node = this.#nodeOf(ids.length === 1 ? ids[0] : undefined);
    let section: Section = 'other';
    for (const line of expected) {
      const header = /^> (\S+) (.*)$/.exec(line);
      if (header !== null) {
        node = header[2] === 'handling Ready' ? this.#nodeOf(header[1]) : undefined;
        section = 'other';
      } else if (node !== undefined) {
        section = readLine(node, line.trim(), section);
      }
    }
  }

  #nodeOf(id: string | undefined): ImpliedNode | undefined {
    return id === undefined ? undefined : this.nodes.get(Number.parseInt(id, 16));
  }
}

function readLine(node: ImpliedNode, line: string, section: Section): Section {
  switch (line) {
    case 'Entries:':
      return 'entries';
    case 'CommittedEntries:':
      return 'committed';
    case 'Messages:':
      return 'other';
  }
  const entry = /^\d+\/(\d+) Entry/.exec(line);
  if (entry !== null && section !== 'other') {
    readEntry(node, Number(entry[1]), line, section);
    return section;
  }
  readMark(node, line);
  return entry === null ? 'other' : section;
}

function readEntry(node: ImpliedNode, index: number, line: string, section: Section): void {
  if (section === 'entries') {
    for (const known of node.log.keys()) {
      if (known > index) {
        node.log.delete(known);
      }
    }
    node.lastIndex = index;
  }
  node.log.set(index, line);
}

/** The lines with which a Ready begins, which never begin otherwise. */
function readMark(node: ImpliedNode, line: string): void {
  const soft = /^Lead:([0-9a-f]+) State:State(\w+)$/.exec(line);
  if (soft !== null) {
    node.leader = Number.parseInt(soft[1] as string, 16);
    node.role = soft[2] as string;
  }
  const hard = /^HardState Term:(\d+) (?:Vote:[0-9a-f]+ )?Commit:(\d+)$/.exec(line);
  if (hard !== null) {
    node.term = Number(hard[1]);
    node.commit = Number(hard[2]);
  }
  const snapshot = /^Snapshot Index:(\d+) Term:/.exec(line);
  if (snapshot !== null) {
    node.log.clear();
    node.lastIndex = Number(snapshot[1]);
    node.commit = Number(snapshot[1]);
  }
}
