import { frameOf } from './frame-assembler.ts';

/** The simple protocol's numbers (TCP-10). */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** A connection on which nothing moves for so long is closed, by either side. */
export const DEADLINE_MS = 3000;
/** Most requests that a connection sends ahead of their replies (the seed's send queue). */
export const WINDOW_MAX = 1000;

/** The reply to every request. */
export const REPLY: Uint8Array = frameOf(Buffer.from('done', 'latin1'));
