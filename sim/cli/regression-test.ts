import type { Shrunk } from '../shrink/shrink.ts';

/** A test of the capsule beside it; both are to be put into `test/sim/capsules/`. */
export function regressionTest(seed: string, { words, signature, result }: Shrunk): string {
  const name = `${signature.replace(/[^a-z0-9]+/gi, '-').slice(0, 40)}-${seed}`.toLowerCase();
  const [oracle = signature] = signature.split(':');
  const title = `nothing breaks ${oracle} with ${words}`.slice(0, 200);
  const found = (result.violation?.message.split('\n')[0] ?? signature).replace(/\s+/g, ' ');
  return `import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseCapsule } from '../../../sim/cli/capsule.ts';
import { runReplay } from '../../../sim/run/run-task.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

// To keep it: this file as test/sim/capsules/${name}.test.ts, and run.sim.json
// beside it as ${name}.sim.json.
const CAPSULE = new URL('../../../../test/sim/capsules/${name}.sim.json', import.meta.url);

// ${found.slice(0, 300)}
test(${JSON.stringify(title)}, (t) => {
  const { replay } = parseCapsule(readFileSync(CAPSULE, 'utf8'));
  t.is(runReplay(replay, nodePorts()).violation, null);
});
`;
}
