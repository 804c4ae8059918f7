import type { MessageHeader } from '../../../src/codec/thrift/message-header.ts';
import type { Json } from './json-value.ts';
import type { Protocol } from './protocols.ts';
import type { ThriftSchema } from './thrift-schema.ts';

/** See `../shared/data/thrift/README.md`. */
export interface VectorFile {
  readonly vectors: readonly Vector[];
}

export interface Vector {
  readonly name: string;
  readonly protocol: Protocol;
  readonly type: ThriftSchema;
  readonly value: Json;
  readonly hex: string;
  readonly tags: readonly string[];
  readonly seedAlwaysWrites?: unknown;
  readonly message?: MessageJson;
}

export interface MessageFile {
  readonly messages: readonly MessageVector[];
}

export interface MessageVector {
  readonly name: string;
  readonly protocol: Protocol;
  readonly strict?: boolean;
  readonly message: MessageJson;
  readonly readAs: ThriftSchema;
  readonly value: Json;
  readonly hex: string;
}

export interface DecodeFile {
  readonly vectors: readonly DecodeVector[];
}

export interface DecodeVector {
  readonly name: string;
  readonly protocol: Protocol;
  /** Null where a message header is to be read. */
  readonly readAs: ThriftSchema | null;
  readonly value: Json;
  readonly hex: string;
}

export interface PrimitivesFile {
  readonly zigzag: readonly {
    readonly n: string;
    readonly bits: number;
    readonly zigzag: string;
  }[];
  readonly varint: readonly { readonly n: string; readonly hex: string }[];
  readonly zigzagVarintMinimum: readonly {
    readonly type: 'i32' | 'i64';
    readonly n: string;
    readonly hex: string;
  }[];
  readonly rejectOutOfRange: Readonly<Record<'i8' | 'i16' | 'i32' | 'i64', readonly string[]>>;
}

interface MessageJson {
  readonly name: string;
  readonly type: MessageHeader['type'];
  readonly seqid: number;
}

export function headerOf(message: MessageJson): MessageHeader {
  return { name: message.name, type: message.type, sequence: message.seqid };
}
