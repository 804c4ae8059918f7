import { type ErrorCode, RaftLabError } from '../base/errors.ts';
import type { NodeConfig } from './node-config.ts';

/** The flag that a failure is about, where the engine that found it knows no flags. */
const FLAGS: Partial<Record<ErrorCode, keyof typeof VALUES>> = {
  MEMBERS_WITHOUT_SELF: '--cluster',
  MEMBERS_WITH_JOIN: '--cluster',
  NOT_BOOTSTRAPPED: '--cluster',
  INCONSISTENT_MEMBERS: '--cluster',
  JOINED_WITH_MEMBERS: '--cluster',
  INITIAL_MEMBERS_DIFFER: '--data-dir',
  MACHINE_TYPE_CHANGED: '--store',
  DATA_LOST: '--data-dir',
  GROUP_RESTORED: '--data-dir',
  DIRECTORY_LOCKED: '--data-dir',
  DIRECTORY_NOT_OWNED: '--data-dir',
  DEPLOYMENT_CHANGED: '--deployment',
  HOSTNAME_CHANGED: '--data-dir',
  DIRECTORY_NOT_WRITABLE: '--data-dir',
  UNSUPPORTED_VERSION: '--data-dir',
  LOG_CORRUPT: '--data-dir',
  LOG_LOST: '--data-dir',
  LOG_ELSEWHERE: '--wal-dir',
  SNAPSHOT_CORRUPT: '--data-dir',
  BOOTSTRAP_CORRUPT: '--data-dir',
  DISK_FAILED: '--data-dir',
  DISK_FULL: '--data-dir',
};

const VALUES = {
  '--cluster': ({ members, directory }: NodeConfig) =>
    members.length === 0 ? `missing, --data-dir ${directory}` : members.join(','),
  '--data-dir': ({ directory }: NodeConfig) => directory,
  '--wal-dir': ({ walDirectory, directory }: NodeConfig) =>
    `${walDirectory ?? 'missing'}, --data-dir ${directory}`,
  '--deployment': ({ deployment, directory }: NodeConfig) =>
    `${deployment}, --data-dir ${directory}`,
  '--store': ({ store, directory }: NodeConfig) => `${store}, --data-dir ${directory}`,
};

/** A failure in one line, with its code and, where there is one, the flag it is about. */
export function failureText(error: Error, config: NodeConfig): string {
  if (!(error instanceof RaftLabError)) {
    return oneLine(error.message);
  }
  const flag = FLAGS[error.code];
  const about = flag === undefined ? '' : `${flag} ${VALUES[flag](config)}: `;
  return oneLine(`${error.code}: ${about}${error.message}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
