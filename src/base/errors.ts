/** Every expected failure has one of these codes; programs branch on them, people read the message. */
export type ErrorCode =
  // What somebody gave us
  | 'INVALID_CONFIG'
  | 'INVALID_ADDRESS'
  | 'INVALID_REQUEST'
  | 'FRAME_TOO_LARGE'
  | 'FRAME_CORRUPT'
  // Starting a node (seeds.md ST-01…ST-06)
  | 'MEMBERS_WITHOUT_SELF'
  | 'MEMBERS_WITH_JOIN'
  | 'NOT_BOOTSTRAPPED'
  | 'MACHINE_TYPE_CHANGED'
  | 'JOINED_WITH_MEMBERS'
  | 'INITIAL_MEMBER_JOINING'
  | 'INCONSISTENT_MEMBERS'
  | 'INITIAL_MEMBERS_DIFFER'
  | 'NODE_REMOVED'
  | 'DATA_LOST'
  // Restoring a group that has lost its quorum
  | 'IMPORT_REFUSED'
  | 'WITNESS_WITHOUT_STATE'
  | 'GROUP_RESTORED'
  // The data directory
  | 'DIRECTORY_LOCKED'
  | 'DIRECTORY_NOT_OWNED'
  | 'DEPLOYMENT_CHANGED'
  | 'HOSTNAME_CHANGED'
  | 'DIRECTORY_NOT_WRITABLE'
  | 'UNSUPPORTED_VERSION'
  | 'LOG_CORRUPT'
  | 'LOG_LOST'
  | 'LOG_ELSEWHERE'
  | 'SNAPSHOT_CORRUPT'
  | 'STORE_CORRUPT'
  | 'STORE_LOST'
  | 'BOOTSTRAP_CORRUPT'
  | 'DISK_FAILED'
  | 'DISK_FULL'
  // The network
  | 'ADDRESS_IN_USE'
  | 'HANDSHAKE_REFUSED'
  // Data formats
  | 'DECODE_FAILED'
  // Requests
  | 'TIMEOUT'
  | 'REQUEST_REFUSED'
  | 'UNKNOWN_OUTCOME';

/** An expected failure: something outside the engine was not as it must be. */
export class RaftLabError extends Error {
  override readonly name = 'RaftLabError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Bytes that do not mean what they should; `offset` is where reading stopped. */
export class DecodeError extends RaftLabError {
  readonly offset: number;

  constructor(message: string, offset: number, code: ErrorCode = 'DECODE_FAILED') {
    super(code, `${message} at byte ${offset}`);
    this.offset = offset;
  }
}

/** Bytes that a later release has written: it can read them, and this one must not guess. */
export class LaterVersionError extends DecodeError {
  constructor(
    what: string,
    version: { readonly found: number; readonly known: number },
    at: number,
  ) {
    const message =
      `${what} has version ${version.found}, and this release reads up to ${version.known}: ` +
      'start this node with the release that the others have; it stands';
    super(message, at, 'UNSUPPORTED_VERSION');
  }
}
