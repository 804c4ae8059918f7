import { toGroupId, toLogIndex, toNodeId, toTerm } from '../src/base/ids.ts';

/** Short names for admitting the plain numbers that tests are written in. */
export const node = toNodeId;
export const group = toGroupId;
export const index = toLogIndex;
export const term = toTerm;
