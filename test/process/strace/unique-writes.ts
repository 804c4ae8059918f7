import { ByteWriter } from '../../../src/base/bytes.ts';
import { NO_SESSION, toGroupId } from '../../../src/base/ids.ts';
import { encodeWrite, writeRequestBytes } from '../../../src/codec/client/request.ts';
import { encodeResponse } from '../../../src/codec/client/response.ts';
import type { CommandDraft } from '../../../src/codec/command.ts';
import { FRAME_LENGTH_BYTES } from '../../../src/codec/frame-splitter.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { RawConnection } from '../../io/raw-connection.ts';
import { eventually } from '../deadline.ts';

const FIRST_REQUEST = 0xc0_de_00_00;
/** Length, request id, kind and status: the part of an answer that is known beforehand. */
const ANSWER_HEAD_BYTES = 10;

/** A write whose bytes and whose answer are found in a trace. */
export interface UniqueWrite {
  readonly requestId: number;
  readonly value: Buffer;
  /** How an answer that says `ok` begins. */
  readonly answer: Uint8Array;
}

/** How often a write that was refused is sent again: a disk that is slow for long costs the lead. */
const ATTEMPTS_MAX = 20;

/** Sends writes to the leader at `address`, some alone and some together, until all are acknowledged. */
export async function writeUniquely(address: string): Promise<UniqueWrite[]> {
  const connection = await RawConnection.to(address);
  await connection.introduce('client');
  const writes = Array.from({ length: 12 }, (_, i) => uniqueWrite(i));
  for (const [i, write] of writes.entries()) {
    connection.send(requestOf(write));
    // The first half one by one, the second half all at once.
    if (i < writes.length / 2 || i === writes.length - 1) {
      await acknowledged(connection, writes.slice(0, i + 1));
    }
  }
  connection.close();
  return writes;
}

/** Waits until all of `sent` are acknowledged, and sends again what was refused. */
async function acknowledged(
  connection: RawConnection,
  sent: readonly UniqueWrite[],
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const { length } = connection.frames;
    const missing = sent.filter(({ answer }) => {
      const begin = Buffer.from(answer.subarray(FRAME_LENGTH_BYTES));
      return !connection.frames.some((frame) => frame.subarray(0, begin.length).equals(begin));
    });
    if (missing.length === 0) {
      return;
    }
    if (attempt > 0) {
      for (const write of missing) {
        connection.send(requestOf(write));
      }
    }
    const expected = attempt === 0 ? sent.length : length + missing.length;
    await eventually('the writes are answered', () => connection.frames.length >= expected);
  }
  throw new Error(`${ATTEMPTS_MAX} times some of ${sent.length} writes were refused`);
}

function uniqueWrite(i: number): UniqueWrite {
  const requestId = FIRST_REQUEST + i;
  const writer = new ByteWriter();
  const result = { status: 'ok', revision: 0, previousRevision: 0 } as const;
  encodeResponse({ kind: 'written', requestId, result }, writer, nodeUtf8);
  const answer = writer.copy().subarray(0, ANSWER_HEAD_BYTES);
  return { requestId, value: Buffer.from(`unique value ${i} `), answer };
}

function requestOf({ requestId, value }: UniqueWrite): Uint8Array {
  const draft: CommandDraft = {
    kind: 'put',
    session: NO_SESSION,
    sequence: 0,
    answeredThrough: 0,
    key: Buffer.from(`key-${requestId}`),
    value,
    expected: null,
  };
  const frame = new Uint8Array(writeRequestBytes(draft));
  encodeWrite({ requestId, group: toGroupId(0) }, draft, frame, 0);
  return frame;
}
