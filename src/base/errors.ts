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

  constructor(message: string, offset: number) {
    super('DECODE_FAILED', `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
