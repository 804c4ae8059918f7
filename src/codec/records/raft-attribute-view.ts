import { DecodeError } from '../../base/errors.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { I64 } from '../thrift/i64.ts';
import { type RaftAttributeHead, readHead, readI64, readLength } from './raft-attribute-head.ts';
import { Flag, Offset } from './raft-attribute-layout.ts';

/**
 * An encoded `RaftAttribute` of which AttrID, AttrName and Timestamp are read when asked for.
 *
 * They cost the same however long the record is. The bytes are looked at each time, so they must
 * not change; the rest of them is not checked.
 */
export class RaftAttributeView {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #head: RaftAttributeHead;

  /** Of the record that fills `bytes[start, end)`. @throws DecodeError as `readHead` does. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#head = readHead(bytes, start, end);
  }

  get attrId(): I64 {
    return readI64(this.#bytes, this.#start + Offset.attrId);
  }

  get timestamp(): I64 {
    return readI64(this.#bytes, this.#start + Offset.timestamp);
  }

  /** @throws DecodeError when it is longer than the record. */
  attrName(utf8: Utf8): string {
    const { flags, lengthsAt, textsAt } = this.#head;
    const end = textsAt + readLength(this.#bytes, lengthsAt, flags);
    if (end > this.#end) {
      throw new DecodeError('a name that is longer than its record', textsAt);
    }
    return flags & Flag.wideTexts
      ? utf8.decode(this.#bytes, textsAt, end)
      : utf8.latin1(this.#bytes, textsAt, end);
  }
}
