import { RaftLabError } from '../../base/errors.ts';
import { segmentFile } from '../file-names.ts';

/** The error of a segment that does not hold what was written there, with what the operator can do. */
export function damagedSegment(segment: number, offset: number, what: string): RaftLabError {
  return new RaftLabError(
    'LOG_CORRUPT',
    `${segmentFile(segment)} at byte ${offset}: ${what}; restore the file, or remove this node from ` +
      'its groups and add it under a new id with an empty directory',
  );
}
