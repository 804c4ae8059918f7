import { invariant } from './invariant.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Longest key, in bytes: keys live in memory once more as text. */
export const KEY_BYTES_MAX = 4 * KIB;
/** Longest value, in bytes: a value must fit an append message together with others. */
export const VALUE_BYTES_MAX = 8 * MIB;
/** Longest command, in bytes: key, value, expected value of a compare-and-swap, and their headers. */
export const COMMAND_BYTES_MAX = 2 * VALUE_BYTES_MAX + KEY_BYTES_MAX + KIB;
/** Longest frame that a peer or client may announce, in bytes. A longer one ends the connection. */
export const FRAME_BYTES_MAX = 32 * MIB;
/** Most sessions in one group; the one used least recently makes room (dragonboat's figure). */
export const SESSIONS_MAX = 4096;
/** Most sessions of one group that are remembered to have made room; then the earliest is forgotten. */
export const EVICTED_SESSIONS_MAX = 4096;
/** Most unanswered results that one session may hold in the replicated state. */
export const SESSION_RESULTS_MAX = 4096;
/** Most members of a group, of every role. */
export const MEMBERS_MAX = 64;
/** Longest address of a member, in bytes. */
export const ADDRESS_BYTES_MAX = 255;
/** Deepest nesting of thrift structs and containers, as in Apache Thrift: bounds the stack. */
export const THRIFT_DEPTH_MAX = 64;
/** Most linearizable reads of one group that wait on a node for a leader or for applying. */
export const WAITING_READS_MAX = 65_536;
/** Most groups on one node. */
export const GROUPS_MAX = 4096;

invariant(COMMAND_BYTES_MAX < FRAME_BYTES_MAX, 'the longest command fits a frame');
