import { addressOfNodeId } from '../base/address.ts';
import type { ByteWriter } from '../base/bytes.ts';
import { RaftLabError } from '../base/errors.ts';
import type { NodeId } from '../base/ids.ts';
import type { Checksum } from '../base/ports.ts';
import { readNode } from '../codec/peer/message-fields.ts';
import { openRecord, type RecordFormat, sealRecord, versionOfRecord } from './sealed-record.ts';

/** Version 2 has a hostname; without one, version 1 says as much. */
const FORMAT: RecordFormat = { magic: 0x44_49_4c_52, version: 2, name: 'identity file' };

/** Whose directory this is. Written before anything else, never changed. */
export interface Identity {
  readonly node: NodeId;
  /** Nodes of different deployments ignore each other (seeds.md ID-06). */
  readonly deployment: number;
}

/** An identity, and the name of the machine that the directory was made on, where that is known. */
export interface Owner extends Identity {
  /** One byte for each character. */
  readonly hostname?: string;
}

export function encodeIdentity(owner: Owner, checksum: Checksum): Uint8Array {
  const { node, deployment, hostname } = owner;
  const writeFields = (writer: ByteWriter) => {
    writer.u64(node);
    writer.u32(deployment);
    if (hostname !== undefined) {
      writer.short(Uint8Array.from(hostname, (character) => character.charCodeAt(0)));
    }
  };
  return sealRecord(FORMAT, checksum, writeFields, hostname === undefined ? 1 : 2);
}

/** @throws DecodeError */
export function decodeIdentity(bytes: Uint8Array, checksum: Checksum): Owner {
  const reader = openRecord(FORMAT, bytes, checksum);
  const identity = { node: readNode(reader), deployment: reader.u32() };
  const name = versionOfRecord(bytes) === 1 ? null : reader.short();
  reader.expectEnd();
  return name === null ? identity : { ...identity, hostname: String.fromCharCode(...name) };
}

/**
 * Refuses a directory that was made on another machine: it may be a copy, and then two nodes would act
 * for one (raft.md 2.1.2). Where either name is not known, nothing is said.
 *
 * @throws RaftLabError HOSTNAME_CHANGED
 */
export function checkHostname(recorded: Owner, { hostname }: Owner): void {
  const isKnown = recorded.hostname !== undefined && hostname !== undefined;
  if (isKnown && recorded.hostname !== hostname) {
    throw new RaftLabError(
      'HOSTNAME_CHANGED',
      `the data directory was made on ${recorded.hostname}, this is ${hostname}: if it is a copy, two nodes ` +
        'would act for one. If it was moved and nobody uses the other one, start once with --accept-hostname',
    );
  }
}

/**
 * Refuses a directory that belongs to another node or deployment (raft.md 2.1.2).
 *
 * @throws RaftLabError DIRECTORY_NOT_OWNED, DEPLOYMENT_CHANGED
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
      'DEPLOYMENT_CHANGED',
      `the data directory belongs to deployment ${recorded.deployment}, this is deployment ${own.deployment}`,
    );
  }
}

function describeNode(node: NodeId): string {
  return `${node} (${addressOfNodeId(node)})`;
}
