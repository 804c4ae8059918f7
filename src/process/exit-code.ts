import { type ErrorCode, RaftLabError } from '../base/errors.ts';

const EXIT_FAILURE = 1;
/** Something was asked for in a way that cannot be understood or done. */
export const EXIT_USAGE = 2;

/** Failures that the command line or the configuration itself is to blame for. */
const USAGE_CODES: readonly ErrorCode[] = [
  'INVALID_CONFIG',
  'MEMBERS_WITHOUT_SELF',
  'MEMBERS_WITH_JOIN',
  'NOT_BOOTSTRAPPED',
  'IMPORT_REFUSED',
];

/** The exit code of a process that `error` ends. */
export function exitCodeOf(error: Error): number {
  return error instanceof RaftLabError && USAGE_CODES.includes(error.code)
    ? EXIT_USAGE
    : EXIT_FAILURE;
}
