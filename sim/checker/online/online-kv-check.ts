import { present } from '../../../src/base/invariant.ts';
import type { ClientId } from '../history.ts';
import {
  describeKv,
  type KvInput,
  type KvOutput,
  type KvSight,
  type KvWritten,
  valueLeft,
} from '../models/kv-operation.ts';
import { KeyWatch, type Knowledge } from './key-watch.ts';
import type { OnlineAlarm, OnlineOracle } from './online-alarm.ts';

/** An operation that was asked for and not answered. */
interface Asked {
  readonly id: number;
  readonly client: ClientId;
  readonly input: KvInput;
  readonly watch: KeyWatch;
  readonly knowledge: Knowledge;
}

/** A finding before it is known whose answer shows it. */
interface Finding {
  readonly oracle: OnlineOracle;
  readonly claim: string;
}

/**
 * Looks at each answer as it comes, in constant time, for what no linearizable store answers.
 *
 * It takes the calls that a recorder takes, in the same order, and knows only linearizable
 * operations. It finds the plain violations at once, with the answer that shows them; what needs
 * an order of several operations is left to `checkHistory`.
 */
export class OnlineKvCheck {
  readonly #watches = new Map<string, KeyWatch>();
  readonly #asked = new Map<number, Asked>();

  /** @param id - of the operation, as the recorder numbers it. */
  invoked(id: number, client: ClientId, input: KvInput): void {
    const watch = this.#watchOf(input.key);
    this.#asked.set(id, { id, client, input, watch, knowledge: watch.knowledge(client) });
    if (isDelete(input)) {
      watch.addDelete();
    } else if (input.kind !== 'get') {
      watch.values.addWriter(valueLeft(input) ?? '');
    }
  }

  /** The operation returned `output`; null when nothing is wrong with that. */
  completed(id: number, output: KvOutput): OnlineAlarm | null {
    const asked = this.#take(id);
    const finding = this.#judge(asked, output);
    return finding === null ? null : toAlarm(asked, output, finding);
  }

  /** The operation certainly did not happen. */
  failed(id: number): OnlineAlarm | null {
    const asked = this.#take(id);
    const finding = retract(asked);
    return finding === null ? null : toAlarm(asked, null, finding);
  }

  /** The operation may take effect at any later time, or never. */
  unknown(id: number): void {
    this.#take(id);
  }

  #watchOf(key: string): KeyWatch {
    const known = this.#watches.get(key);
    if (known !== undefined) {
      return known;
    }
    const watch = new KeyWatch();
    this.#watches.set(key, watch);
    return watch;
  }

  #take(id: number): Asked {
    const asked = present(this.#asked.get(id), 'what is closed was opened');
    this.#asked.delete(id);
    return asked;
  }

  #judge(asked: Asked, output: KvOutput): Finding | null {
    switch (output.kind) {
      case 'read':
        return judgeSight(asked, output);
      case 'written':
        return judgeWrite(asked, output);
      default:
        return (
          retract(asked) ?? (output.current === null ? null : judgeSight(asked, output.current))
        );
    }
  }
}

function judgeSight(asked: Asked, { value, revision }: KvSight): Finding | null {
  if (value === null) {
    return judgeAbsence(asked);
  }
  if (!asked.watch.values.read(value)) {
    return { oracle: 'phantom-value', claim: 'nobody wrote that value' };
  }
  return revision === null ? null : judgeReadRevision(asked, value, revision);
}

function judgeAbsence({ watch, knowledge }: Asked): Finding | null {
  const { revision } = knowledge.floor;
  return watch.mayBeAbsentAfter(knowledge.floor)
    ? null
    : lost(knowledge, 0, `there was a value at revision ${revision}, and nobody deleted it since`);
}

function judgeReadRevision(asked: Asked, value: string, revision: number): Finding | null {
  const { client, watch, knowledge } = asked;
  const { floor } = knowledge;
  watch.noteRead(client, revision);
  if (revision < floor.revision) {
    return lost(knowledge, revision, `revision ${floor.revision} was known before`);
  }
  return watch.stamp(revision, value, null)
    ? null
    : { oracle: 'revision-reused', claim: `revision ${revision} stood for another value` };
}

function judgeWrite(asked: Asked, written: KvWritten): Finding | null {
  const { id, client, input, watch, knowledge } = asked;
  const { revision } = written;
  const value = valueLeft(input);
  if (isDelete(input) && revision !== null) {
    watch.settleDelete(revision);
  }
  if (input.kind === 'cas' && input.expected !== null && !watch.values.read(input.expected)) {
    return { oracle: 'phantom-value', claim: 'nobody wrote the value that it expected and found' };
  }
  if (revision === null || revision === 0) {
    return revision === 0 ? judgeAbsence(asked) : null;
  }
  watch.noteWrite(client, revision, value !== null);
  if (revision <= Math.max(knowledge.floor.revision, written.previousRevision ?? 0)) {
    return { oracle: 'revision-went-back', claim: 'as high a revision was known before' };
  }
  if (!watch.stamp(revision, value, id)) {
    return { oracle: 'revision-reused', claim: `revision ${revision} stood for another write` };
  }
  return judgePrevious(asked, written.previousRevision);
}

/** The revision that a write replaced is what it saw of the key. */
function judgePrevious(asked: Asked, previous: number | null): Finding | null {
  const { floor } = asked.knowledge;
  if (previous === null || previous >= floor.revision) {
    return null;
  }
  return previous === 0
    ? judgeAbsence(asked)
    : lost(asked.knowledge, previous, `revision ${floor.revision} was known before`);
}

/** Names a sight of `revision` that is too old, after what the client itself knew, if it did. */
function lost(knowledge: Knowledge, revision: number, claim: string): Finding {
  if (revision < knowledge.clientWrote) {
    return { oracle: 'read-your-writes', claim };
  }
  return revision < knowledge.clientRead
    ? { oracle: 'monotonic-reads', claim }
    : { oracle: 'acknowledged-then-lost', claim };
}

/** Takes back what an operation that did not happen might have done. */
function retract({ input, watch }: Asked): Finding | null {
  if (input.kind === 'get') {
    return null;
  }
  if (isDelete(input)) {
    watch.settleDelete(0);
    return null;
  }
  return watch.values.removeWriter(valueLeft(input) ?? '')
    ? { oracle: 'phantom-value', claim: 'it did not happen, and its value was read' }
    : null;
}

function isDelete(input: KvInput): boolean {
  return input.kind !== 'get' && valueLeft(input) === null;
}

function toAlarm(
  { id, client, input }: Asked,
  output: KvOutput | null,
  { oracle, claim }: Finding,
): OnlineAlarm {
  const answer = output === null ? 'failed' : describeKv(input, output);
  const message = `${oracle}: #${id} of client ${client}, ${answer}: ${claim}`;
  return { oracle, key: input.key, client, operation: id, message };
}
