import { addressOfNodeId } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import type { NodeId } from '../base/ids.ts';
import type { Checksum } from '../base/ports.ts';
import { readNode } from '../codec/peer/message-fields.ts';
import { openRecord, type RecordFormat, sealRecord } from './sealed-record.ts';

const FORMAT: RecordFormat = { magic: 0x44_49_4c_52, version: 1, name: 'identity file' };

/** Whose directory this is. Written before anything else, never changed. */
export interface Identity {
  readonly node: NodeId;
  /** Nodes of different deployments ignore each other (seeds.md ID-06). */
  readonly deployment: number;
}

export function encodeIdentity(identity: Identity, checksum: Checksum): Uint8Array {
  return sealRecord(FORMAT, checksum, (writer) => {
    writer.u64(identity.node);
    writer.u32(identity.deployment);
  });
}

/** @throws DecodeError */
export function decodeIdentity(bytes: Uint8Array, checksum: Checksum): Identity {
  const reader = openRecord(FORMAT, bytes, checksum);
  const identity = { node: readNode(reader), deployment: reader.u32() };
  reader.expectEnd();
  return identity;
}

/**
 * Refuses a directory that belongs to another node or deployment (raft.md 2.1.2).
 *
 * @throws RaftLabError DIRECTORY_NOT_OWNED
 */
export function checkOwner(recorded: Identity, own: Identity): void {
  if (recorded.node !== own.node) {
    throw new RaftLabError(
      'DIRECTORY_NOT_OWNED',
      `the data directory belongs to node ${describeNode(recorded.node)}, this is node ` +
        `${describeNode(own.node)}; give this node a directory of its own`,
    );
  }
  if (recorded.deployment !== own.deployment) {
    throw new RaftLabError(
      'DIRECTORY_NOT_OWNED',
      `the data directory belongs to deployment ${recorded.deployment}, this is deployment ${own.deployment}`,
    );
  }
}

function describeNode(node: NodeId): string {
  return `${node} (${addressOfNodeId(node)})`;
}
