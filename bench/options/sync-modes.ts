import { listOf, type ValueParser } from '../../src/cli/command/option-values.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { parseSyncMode, SYNC_MODES_TEXT, type SyncMode } from '../durability/sync-mode.ts';

/** Sync modes, separated by commas. */
export function syncModes(flag: string): ValueParser<SyncMode[]> {
  return listOf((text) => {
    const mode = parseSyncMode(text);
    if (mode === undefined) {
      throw badValue(flag, text, `${SYNC_MODES_TEXT}, separated by commas`);
    }
    return mode;
  });
}
