import type { NodeId } from '../../../src/base/ids.ts';
import type { Utf8 } from '../../../src/base/ports.ts';
import type { SimHost } from '../../world/sim-host.ts';
import type { MachineCauses } from './machine-causes.ts';
import { type AskedFor, readAnswers, readAsked } from './request-words.ts';
import type { StoryDraft } from './story-draft.ts';

/** One operation as it was seen on its connection: what it asked first, and every row about it. */
export interface Attempted extends AskedFor {
  readonly connection: number;
  readonly fromMicros: number;
  readonly rows: number[];
}

/** Follows requests and answers between clients and nodes. */
export class ClientWatch {
  readonly #draft: StoryDraft;
  readonly #utf8: Utf8;
  readonly #attempts = new Map<number, Map<number, Attempted>>();
  /** Rows of frames that are on their way. */
  readonly #requests = new WeakMap<Uint8Array, { readonly row: number; readonly group: number }>();
  readonly #replies = new WeakMap<Uint8Array, number>();

  constructor(draft: StoryDraft, utf8: Utf8) {
    this.#draft = draft;
    this.#utf8 = utf8;
  }

  /** Everything that was asked, by connection, in the order of the requests. */
  attemptsOf(connection: number): readonly Attempted[] {
    const attempts = [...(this.#attempts.get(connection)?.values() ?? [])];
    return attempts.sort((a, b) => a.requestId - b.requestId);
  }

  asked(connection: number, to: NodeId, bytes: Uint8Array, atMicros: number): void {
    const asked = readAsked(bytes, this.#utf8);
    if (asked === null) {
      return;
    }
    const { requestId: b, group, words } = asked;
    const attempted = this.#attempt(connection, asked, atMicros);
    const row = this.#draft.rows.add({
      kind: 'request',
      atMicros,
      peer: this.#draft.numberOf(to),
      fate: 'open',
      group,
      a: connection,
      b,
      text: this.#draft.text(words),
      // An attempt follows what the one before it was told.
      causes: attempted.rows.slice(-1),
    });
    attempted.rows.push(row);
    this.#requests.set(bytes, { row, group });
  }

  /** The request came to its node. */
  requested(bytes: Uint8Array, causes: MachineCauses, atMicros: number): void {
    const known = this.#requests.get(bytes);
    if (known !== undefined) {
      this.#draft.rows.end(known.row, 'done', atMicros);
      causes.arrive(known.row, [known.group]);
    }
  }

  answered(
    host: SimHost,
    connection: number,
    bytes: Uint8Array,
    { causes, atMicros }: { readonly causes: MachineCauses; readonly atMicros: number },
  ): void {
    const answers = readAnswers(bytes, this.#utf8);
    const attempts = answers
      .map(({ requestId }) => this.#attempts.get(connection)?.get(requestId))
      .filter((attempt) => attempt !== undefined);
    const groups = [...new Set(attempts.map(({ group }) => group))];
    const [first] = answers;
    const more = answers.length > 1 ? `, and ${answers.length - 1} more` : '';
    const row = this.#draft.rows.add({
      kind: 'reply',
      atMicros,
      node: this.#draft.numberOf(host.id),
      fate: 'open',
      group: groups.length === 1 ? (groups[0] as number) : 0,
      a: connection,
      b: first?.requestId ?? 0,
      text: this.#draft.text(`${first?.words ?? 'nothing'}${more}`),
      context: causes.contextOf(groups[0]),
      causes: [
        ...attempts.flatMap(({ rows }) => rows.slice(-1)),
        ...groups.flatMap((group) => causes.commitOf(group)),
        ...causes.causesOf(groups),
      ],
    });
    for (const { rows } of attempts) {
      rows.push(row);
    }
    this.#replies.set(bytes, row);
  }

  heard(bytes: Uint8Array, isThrough: boolean, atMicros: number): void {
    const row = this.#replies.get(bytes);
    if (row !== undefined) {
      this.#draft.rows.end(row, isThrough ? 'done' : 'cut', atMicros);
    }
  }

  /** A request did not get through. */
  cutOff(bytes: Uint8Array, atMicros: number): void {
    const known = this.#requests.get(bytes);
    if (known !== undefined) {
      this.#draft.rows.end(known.row, 'cut', atMicros);
    }
  }

  #attempt(connection: number, asked: AskedFor, fromMicros: number): Attempted {
    const attempts = this.#attempts.get(connection) ?? new Map<number, Attempted>();
    this.#attempts.set(connection, attempts);
    const known = attempts.get(asked.requestId) ?? { ...asked, connection, fromMicros, rows: [] };
    attempts.set(asked.requestId, known);
    return known;
  }
}
