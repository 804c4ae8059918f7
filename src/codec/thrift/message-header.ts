import { DecodeError } from '../../base/errors.ts';

/** What a message is, in the numbers of the wire. */
export const MessageType = { call: 1, reply: 2, exception: 3, oneway: 4 } as const;

export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** What stands before the struct of arguments or results in a thrift RPC. */
export interface MessageHeader {
  readonly name: string;
  readonly type: MessageType;
  /** An i32 that the reply repeats. */
  readonly sequence: number;
}

/** `raw`, which is a message type. @throws DecodeError when it is none. */
export function toMessageType(raw: number, at: number): MessageType {
  if (raw < MessageType.call || raw > MessageType.oneway) {
    throw new DecodeError(`message type ${raw}, expected 1 to 4,`, at);
  }
  return raw as MessageType;
}
