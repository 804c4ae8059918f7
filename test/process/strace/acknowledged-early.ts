import type { DurableMode, TracedLog } from './traced-log.ts';
import type { UniqueWrite } from './unique-writes.ts';

/**
 * The writes that a client was told of before `quorum` of the traced nodes held them as `mode`
 * promises; empty for a cluster that keeps its word.
 *
 * @throws Error when a trace does not show that a write was answered at all.
 */
export function acknowledgedEarly(
  logs: readonly TracedLog[],
  writes: readonly UniqueWrite[],
  mode: DurableMode,
  quorum: number,
): UniqueWrite[] {
  return writes.filter((write) => {
    const said = logs.map((log) => log.saidMicros(write.answer)).filter((at) => at !== null);
    if (said.length === 0) {
      throw new Error(`no trace shows the answer to request ${write.requestId}`);
    }
    const saidMicros = Math.min(...said);
    const durable = logs.filter((log) => {
      const at = log.durableMicros(write.value, mode);
      return at !== null && at <= saidMicros;
    });
    return durable.length < quorum;
  });
}
