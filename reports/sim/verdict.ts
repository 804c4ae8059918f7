import type { BrokenSpan, RecordedKey, Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import type { VerdictKind } from '../../sim/run/verdict.ts';
import type { NodeNames } from './node-names.ts';
import { counted, listed } from './words.ts';

/** What a verdict is called where there is room for a word or two. */
export const VERDICT_NAMES: Readonly<Record<VerdictKind, string>> = {
  pass: 'pass',
  invariant: 'invariant violated',
  linearizability: 'not linearizable',
  liveness: 'no progress',
  crash: 'engine failed',
  nonDeterminism: 'not deterministic',
  inconclusive: 'inconclusive',
  harness: 'harness error',
};

/** How a reader should take a verdict. */
export function toneOf(verdict: VerdictKind): 'good' | 'warn' | 'bad' {
  return verdict === 'pass' ? 'good' : verdict === 'inconclusive' ? 'warn' : 'bad';
}

/** Longer messages are not for a headline. */
const HEADLINE_MAX = 200;

/** The first line of what an oracle said, with the nodes' names. */
export function firstLine({ message }: { readonly message: string }, names: NodeNames): string {
  const [first = ''] = names.inText(message).split('\n');
  return first.length > HEADLINE_MAX ? `${first.slice(0, HEADLINE_MAX)}…` : first;
}

/** The outcome in a sentence: what broke, or what did not although much was done to it. */
export function headline(result: RunResult, names: NodeNames): string {
  const found = result.violation === null ? '' : `: ${firstLine(result.violation, names)}`;
  switch (result.verdict) {
    case 'pass':
      return `Nothing broke: ${clusterWords(result)} ${ordeal(result)}, and every rule held.`;
    case 'invariant':
      return `A rule of consensus was broken${found}`;
    case 'linearizability':
      return `Clients saw what no single copy of the data could have shown them${found}`;
    case 'liveness':
      return `The cluster did not become whole again${found}`;
    case 'crash':
      return `The engine failed${found}`;
    case 'nonDeterminism':
      return 'Two runs of this seed went different ways.';
    case 'inconclusive':
      return 'Nothing wrong was found, but the check of the clients’ histories ran out of its budget.';
    case 'harness':
      return 'The simulator itself failed; this run shows nothing about the engine.';
  }
}

/** When the thing went wrong: what the clients saw goes wrong before the run ends. */
export function violationMicros(result: RunResult, { keys }: Recording): number | null {
  if (result.violation === null) {
    return null;
  }
  const [first] = brokenKeys(keys);
  return result.verdict === 'linearizability' && first !== undefined
    ? first.failing.untilMicros
    : result.violation.virtualMicros;
}

/** Keys without an order, the one that broke first before the others. */
export function brokenKeys(
  keys: Recording['keys'],
): (RecordedKey & { readonly failing: BrokenSpan })[] {
  return keys
    .flatMap(({ failing, ...key }) => (failing === null ? [] : [{ ...key, failing }]))
    .sort((a, b) => a.failing.untilMicros - b.failing.untilMicros);
}

function clusterWords({ config }: RunResult): string {
  return `${counted(config.nodes, 'node')} with ${counted(config.groups, 'group')}`;
}

function ordeal({ counts, virtualMicros }: RunResult): string {
  const { faults } = counts;
  const members = faults.addLearner + faults.promote + faults.remove;
  const named = [
    [faults.crash, 'crash', 'crashes'],
    [faults.partition + faults.oneWayPartition, 'partition', 'partitions'],
    [faults.pause, 'pause', 'pauses'],
    [faults.clog + faults.delaySpike, 'clogged or slow link', 'clogged or slow links'],
    [members, 'membership change', 'membership changes'],
    [faults.transfer, 'leader transfer', 'leader transfers'],
  ] as const;
  const words = named
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => counted(count, one, many));
  const seconds = Math.round(virtualMicros / 1_000_000);
  return words.length === 0
    ? `ran ${seconds} virtual seconds without a fault worth a name`
    : `went through ${listed(words)} in ${seconds} virtual seconds`;
}
