import type { Mutant } from './mutant.ts';

export const pausedNodeServes: Mutant = {
  id: 'paused-node-serves',
  number: 36,
  tier: 2,
  summary: 'who was paused answers what waits for it as of the time when it was paused',
  source: 'https://github.com/etcd-io/etcd/issues/20418',
  oracles: ['linearizability', 'acknowledged-then-lost', 'monotonic-reads', 'read-your-writes'],
  hunts: ['clock', 'default'],
  patches: [
    {
      file: 'src/engine/node.ts',
      anchor: `    this.#context.nowMicros = batch.nowMicros;
`,
      replacement: `    if (batch.events.some(({ kind }) => kind === 'tick' || kind === 'start')) {
      this.#context.nowMicros = batch.nowMicros;
    }
`,
    },
  ],
};
