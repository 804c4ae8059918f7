import type { Socket } from 'node:net';
import { addressOfNodeId } from '../../base/address.ts';
import { DecodeError, RaftLabError } from '../../base/errors.ts';
import type { NodeId } from '../../base/ids.ts';
import {
  decodeHandshake,
  encodeHandshake,
  HANDSHAKE_BYTES,
  type Handshake,
} from '../../codec/handshake.ts';
import {
  agreedVersion,
  describeVersions,
  PROTOCOL_NEWEST,
  type ProtocolVersion,
  spokenVersions,
} from '../../codec/protocol-version.ts';
import { nodeChecksum } from '../platform/ports.ts';

/** A connection that says nothing for this long is closed. */
const HANDSHAKE_TIMEOUT_MS = 5000;

/** What follows the handshake on a connection, from bytes that came in with it. */
export type Accepted = (handshake: Handshake, rest: Buffer) => void;

/**
 * Reads the other side's handshake; then the socket has no listener of ours any more.
 *
 * @param refused - called once, with the reason, when there is no handshake to be had.
 */
export function readHandshake(
  socket: Socket,
  accepted: Accepted,
  refused: (error: Error) => void,
): void {
  let received: Buffer = Buffer.alloc(0);
  const stop = () => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('close', onClose);
  };
  const refuse = (error: Error) => {
    stop();
    refused(error);
  };
  const onClose = () => refuse(new RaftLabError('HANDSHAKE_REFUSED', 'the connection was closed'));
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (received.length < HANDSHAKE_BYTES) {
      return;
    }
    try {
      const handshake = decodeHandshake(received, nodeChecksum);
      stop();
      accepted(handshake, received.subarray(HANDSHAKE_BYTES));
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      refuse(error);
    }
  };
  const timer = setTimeout(() => {
    refuse(new RaftLabError('HANDSHAKE_REFUSED', 'no handshake came'));
  }, HANDSHAKE_TIMEOUT_MS);
  timer.unref();
  socket.on('data', onData);
  socket.on('close', onClose);
}

/** Who this side of a connection is. */
export interface OwnIdentity {
  readonly node: NodeId;
  readonly deployment: number;
  /** The newest protocol version that it may speak. */
  readonly versionMax: ProtocolVersion;
}

/** Why two sides must not speak with each other. */
export interface HandshakeMismatch {
  readonly kind: 'version' | 'deployment' | 'node';
  readonly reason: string;
}

/** What a handshake from the other side comes to: a version to speak, or a refusal. */
export type Agreement = ProtocolVersion | HandshakeMismatch;

/** Clients and nodes of this build agree on the newest version that both speak, if they belong together. */
export function agree(
  theirs: Handshake,
  deployment: number,
  versionMax: ProtocolVersion,
): Agreement {
  const ours = spokenVersions(versionMax);
  const version = agreedVersion(theirs, ours);
  if (version === null) {
    return {
      kind: 'version',
      reason: `it speaks protocol ${describeVersions(theirs)}, this build speaks ${describeVersions(ours)}`,
    };
  }
  if (theirs.deployment !== deployment) {
    return {
      kind: 'deployment',
      reason: `it belongs to deployment ${theirs.deployment}, this is deployment ${deployment}`,
    };
  }
  return version;
}

export function describeNode(node: NodeId): string {
  return `node ${node} (${addressOfNodeId(node)})`;
}

export function sendHandshake(
  socket: Socket,
  handshake: Omit<Handshake, 'version' | 'newest'>,
  versionMax: ProtocolVersion = PROTOCOL_NEWEST,
): void {
  socket.write(encodeHandshake({ ...handshake, ...spokenVersions(versionMax) }, nodeChecksum));
}
