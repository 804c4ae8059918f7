import { isDeepStrictEqual } from 'node:util';
import { index, node } from '../branded.ts';
import { OPTIONS } from '../raft/replica.ts';
import { parseConfChange } from './conf-change.ts';
import { excluded } from './exclusions.ts';
import { ImpliedStates } from './implied-state.ts';
import { Lab } from './lab.ts';
import { textOfEntry } from './lab-entry.ts';
import type { LabNode, LabOptions } from './lab-node.ts';
import { printLog, printMatches, printStates, recordedMatches, roleName } from './printed-state.ts';
import { type Directive, numbersIn, parseTranscript } from './transcript.ts';

const ELECTION_TICKS = 3;
const HEARTBEAT_TICKS = 1;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** The group does not come to the state that a transcript has recorded. */
export class Mismatch extends Error {}

/** What a run has compared. */
export interface Compared {
  /** Outputs of commands that print state. */
  readonly outputs: number;
  /** Nodes at the end of commands that let everything happen. */
  readonly states: number;
}

/**
 * Runs a transcript and compares what it says of the group's state; what nodes say to each other, and
 * when, is theirs. Safety is checked throughout.
 *
 * @throws Mismatch @throws Excluded where the engine has no such thing as the transcript asks for
 */
export function runTranscript(text: string): Compared {
  const run = new TranscriptRun();
  for (const directive of parseTranscript(text)) {
    run.take(directive);
  }
  return run.compared;
}

class TranscriptRun {
  readonly compared = { outputs: 0, states: 0 };
  readonly #lab = new Lab();
  readonly #implied = new ImpliedStates();
  #isSilent = false;

  take(directive: Directive): void {
    if (directive.command === 'log-level') {
      this.#isSilent = isNone(directive.ids[0]);
      return;
    }
    this.#carryOut(directive);
    this.#lab.check();
    if (this.#isSilent || isNone(directive.options.get('log-level'))) {
      this.#implied.forget();
      return;
    }
    this.#implied.read(directive);
    if (directive.command === 'stabilize' && directive.ids.length === 0) {
      this.#compareStates(directive);
    }
  }

  #carryOut(directive: Directive): void {
    const { command, options } = directive;
    const ids = directive.ids.map(Number);
    const [id = 0, second = 0] = ids;
    const lab = this.#lab;
    switch (command) {
      case 'add-nodes':
        this.#addNodes(id, options);
        return;
      case 'campaign':
        lab.node(id).cause((raft) => raft.campaign());
        return;
      case 'tick-election':
        this.#tick(id, ELECTION_TICKS);
        return;
      case 'tick-heartbeat':
        this.#tick(id, HEARTBEAT_TICKS);
        return;
      case 'set-randomized-election-timeout':
        lab.node(id).raft.state.electionTimeoutTicks = Number(options.get('timeout'));
        return;
      case 'propose':
        lab.propose(id, { kind: 'command', text: directive.ids.slice(1).join(' ') });
        return;
      case 'propose-conf-change': {
        const change = parseConfChange(directive.input, options);
        lab.propose(id, { kind: 'configuration', change });
        return;
      }
      case 'process-ready':
        for (const each of ids) {
          lab.processReady(each);
        }
        return;
      case 'deliver-msgs':
        this.#deliver(ids, options);
        return;
      case 'stabilize':
        lab.stabilize(ids.length > 0 ? ids : lab.nodes.map((each) => each.id));
        return;
      case 'raft-log':
        this.#compare(directive, printLog(lab.node(id)), directive.expected);
        return;
      case 'raft-state':
        this.#compare(directive, printStates(lab.nodes), directive.expected);
        return;
      case 'status':
        this.#compare(directive, printMatches(lab.node(id)), recordedMatches(directive.expected));
        return;
      case 'compact':
        lab.node(id).raft.state.log.compactTo(index(second));
        this.#compare(directive, printLog(lab.node(id)), directive.expected);
        return;
      case 'send-snapshot':
        lab.sendSnapshot(id, second);
        return;
      case 'transfer-leadership':
        lab.transfer(Number(options.get('from')), Number(options.get('to')));
        return;
      case 'report-unreachable':
        lab.node(id).cause((raft) => raft.unreachable(node(second)));
        return;
      case 'forget-leader':
        throw excluded('forget-leader');
      case 'process-append-thread':
        for (const each of ids) {
          lab.processAppend(each);
        }
        return;
      case 'process-apply-thread':
        for (const each of ids) {
          lab.processApply(each);
        }
        return;
      default:
        throw excluded('unknown command', command);
    }
  }

  #addNodes(count: number, options: ReadonlyMap<string, string>): void {
    refuseUnknown(options);
    const founding = {
      voters: numbersIn(options.get('voters') ?? ''),
      learners: numbersIn(options.get('learners') ?? ''),
      index: Number(options.get('index') ?? 0),
      content: options.get('content') ?? '',
    };
    for (let i = 0; i < count; i++) {
      this.#lab.add(founding, (id) => labOptions(id, options));
      this.#implied.created(this.#lab.nodes.length, founding.index);
    }
  }

  #tick(id: number, ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.#lab.node(id).cause((raft) => raft.tick());
    }
  }

  #deliver(ids: readonly number[], options: ReadonlyMap<string, string>): void {
    const type = options.get('type') ?? null;
    this.#lab.deliver(ids, { type, drop: false });
    this.#lab.deliver(numbersIn(options.get('drop') ?? ''), { type, drop: true });
  }

  /** While output is off, every command has printed `ok`. */
  #compare(directive: Directive, got: readonly string[], recorded: readonly string[]): void {
    if (!this.#isSilent) {
      expectSame(directive, directive.command, got, recorded);
      this.compared.outputs++;
    }
  }

  #compareStates(directive: Directive): void {
    for (const each of this.#lab.nodes) {
      this.#compareState(directive, each);
      this.compared.states++;
    }
  }

  #compareState(directive: Directive, each: LabNode): void {
    const implied = this.#implied.nodes.get(each.id);
    if (implied === undefined) {
      return;
    }
    const { term, leader, log } = each.raft.state;
    const { commitIndex, lastIndex } = log;
    const state = { term, commit: commitIndex, leader, role: roleName(each), lastIndex };
    for (const name of ['term', 'commit', 'leader', 'role', 'lastIndex'] as const) {
      if (implied[name] !== undefined) {
        expectSame(directive, `${name} of node ${each.id}`, state[name], implied[name]);
      }
    }
    for (const [at, line] of implied.log) {
      if (at >= log.firstIndex) {
        expectSame(directive, `log of node ${each.id}`, textOfEntry(log.entryAt(index(at))), line);
      }
    }
  }
}

function isNone(level: string | undefined): boolean {
  return level?.toLowerCase() === 'none';
}

function expectSame(directive: Directive, what: string, got: unknown, recorded: unknown): void {
  if (!isDeepStrictEqual(got, recorded)) {
    const [here, there] = [got, recorded].map((value) => JSON.stringify(value));
    throw new Mismatch(`line ${directive.line}: ${what} is ${here} here, recorded is ${there}`);
  }
}

/** Options that change what consensus does, and that are not known here, are no small matter. */
function refuseUnknown(options: ReadonlyMap<string, string>): void {
  const known =
    /^(voters|learners|index|content|inflight|prevote|checkquorum|max-committed-size-per-ready|read-only|step-down-on-removal|async-storage-writes|disable-conf-change-validation)$/;
  for (const [name, value] of options) {
    if (!known.test(name)) {
      throw excluded('unknown option', name);
    }
    if (name === 'disable-conf-change-validation' && value === 'true') {
      throw excluded('disable-conf-change-validation');
    }
  }
}

function labOptions(id: ReturnType<typeof node>, options: ReadonlyMap<string, string>): LabOptions {
  const flag = (name: string) => options.get(name) === 'true';
  return {
    raft: {
      ...OPTIONS,
      id,
      seed: id,
      electionTicks: ELECTION_TICKS,
      heartbeatTicks: HEARTBEAT_TICKS,
      preVote: flag('prevote'),
      checkQuorum: flag('checkquorum'),
      appendBytesMax: UNLIMITED,
      inflightMessagesMax: Number(options.get('inflight') ?? UNLIMITED),
      inflightBytesMax: UNLIMITED,
      unappliedBytesMax: UNLIMITED,
      logMemoryBytesMax: UNLIMITED,
    },
    applyBytesMax: Number(options.get('max-committed-size-per-ready') ?? UNLIMITED),
    asyncStorage: flag('async-storage-writes'),
  };
}
