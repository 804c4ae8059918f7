import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

const FONT_FOLDERS = '/usr/share/fonts';

/** Runs a command line that sees the file system without the machine's fonts; others see them. */
export function runWithoutFonts(command: readonly string[]): SpawnSyncReturns<string> {
  const script = `mount -t tmpfs none ${FONT_FOLDERS} && exec "$@"`;
  return spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...command], { encoding: 'utf8' });
}

/** Why this system does not let fonts be hidden, in one line; null when it does. */
export function whyFontsStay(): string | null {
  const { status, stderr, error } = runWithoutFonts(['true']);
  if (status === 0) {
    return null;
  }
  const reason = error?.message ?? (stderr === '' ? `status ${status}` : stderr);
  return reason.trim().replaceAll(/\s+/g, ' ');
}
