import type { Mutant } from './mutant.ts';

export const purgedPrevIsConflict: Mutant = {
  id: 'purged-prev-is-conflict',
  number: 24,
  tier: 2,
  summary:
    'a late append that begins before the log does is a conflict, and what is not committed goes',
  source: 'openraft 71a290cd',
  oracles: ['engine', 'committed-on-quorum', 'acknowledged-then-lost'],
  hunts: ['late-copies', 'network', 'default'],
  patches: [
    {
      file: 'src/raft/following.ts',
      anchor: `  if (message.prevIndex < log.commitIndex) {
`,
      replacement: `  if (message.prevIndex < log.compacted.index) {
    (log as unknown as { dropUncommitted(): void }).dropUncommitted();
  }
  if (message.prevIndex < log.commitIndex) {
`,
    },
    {
      file: 'src/raft/log.ts',
      anchor: `  commitTo(index: LogIndex): void {
`,
      replacement: `  dropUncommitted(): void {
    if (this.#commitIndex < this.lastIndex) {
      this.#truncateFrom(indexAfter(this.#commitIndex));
    }
  }

  commitTo(index: LogIndex): void {
`,
    },
  ],
};
