import type { GroupId, LogIndex } from '../../src/base/ids.ts';
import type { SimHost } from '../world/sim-host.ts';
import { logOf } from './logs.ts';

/** Index of a change of members in the log of `host` that it does not know to be committed; 0: none. */
export function changeUnderWay(host: SimHost, group: GroupId): number {
  const log = logOf(host, group);
  if (log === undefined) {
    return 0;
  }
  for (let index = log.commitIndex + 1; index <= log.lastIndex; index++) {
    if (log.entryAt(index as LogIndex).kind === 'configuration') {
      return index;
    }
  }
  return 0;
}

/** Whether the log has a change of members that is not committed. */
export function hasChangeUnderWay(host: SimHost, group: GroupId): boolean {
  return changeUnderWay(host, group) > 0;
}
