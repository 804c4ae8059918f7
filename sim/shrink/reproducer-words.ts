import { fold32, mix32 } from '../../src/base/hash.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { RecordedFault, Recording } from '../record/recording.ts';
import type { Stroke } from '../schedule/schedule.ts';
import { type Candidate, type Fate, misfortunesOf } from './candidate.ts';
import { faultWords } from './fault-words.ts';

/** Strokes of which a recording has nothing under their own time. */
const TOLD_BY_NAME: readonly Stroke['fault'][] = ['diskDamage', 'diskFull'];
const FATE_WORDS: Partial<Record<Fate['site'], string>> = {
  loss: 'loses a message',
  duplicate: 'delivers a message twice',
  corrupt: 'damages a message',
  tail: 'delivers a message late',
};
const MICROS_PER_SECOND = 1_000_000;

/** As `3 nodes, 2 writes, 2 faults: (1) cut n1→n3 (2) n2 loses power`. */
export function reproducerWords(candidate: Candidate, recording: Recording): string {
  const { config, schedule } = candidate;
  const { operations } = schedule;
  const reads = operations.filter(({ input }) => input.kind === 'get').length;
  const faults = faultLines(candidate, recording);
  return [
    plural(config.nodes, 'node'),
    ...(config.groups > 1 ? [plural(config.groups, 'group')] : []),
    ...(operations.length > reads ? [plural(operations.length - reads, 'write')] : []),
    ...(reads > 0 ? [plural(reads, 'read')] : []),
    `${plural(faults.length, 'fault')}${faults.length === 0 ? '' : ': '}${faults.map((line, i) => `(${i + 1}) ${line}`).join(' ')}`,
  ].join(', ');
}

function faultLines({ schedule }: Candidate, recording: Recording): string[] {
  const names = new Map(recording.nodes.map(({ node, number }) => [node, `n${number}`]));
  const name = (node: NodeId) => names.get(node) ?? `node ${node}`;
  const told = recording.faults
    .filter(({ fromMicros }) => fromMicros < (recording.healedMicros ?? Number.POSITIVE_INFINITY))
    .map((recorded: RecordedFault) => ({
      atMicros: recorded.fromMicros,
      words: faultWords(recorded, name),
    }));
  const named = schedule.strokes
    .filter(({ fault }) => TOLD_BY_NAME.includes(fault))
    .map(({ atMicros, fault }) => ({ atMicros, words: fault }));
  const links = linksOf(recording);
  const fates = misfortunesOf(schedule).map((fate) => ({
    atMicros: fate.atMicros,
    words: fateWords(fate, links),
  }));
  return [...told, ...named, ...fates]
    .sort((a, b) => a.atMicros - b.atMicros)
    .map(({ atMicros, words }) => `${words} at ${(atMicros / MICROS_PER_SECOND).toFixed(3)} s`);
}

function fateWords({ site, entity }: Fate, links: ReadonlyMap<number, string>): string {
  const words = FATE_WORDS[site];
  const link = links.get(entity);
  return words === undefined || link === undefined ? `${site} of n${entity}` : `${link} ${words}`;
}

/** Links by what stands for them in a schedule. */
function linksOf({ nodes }: Recording): Map<number, string> {
  return new Map(
    nodes.flatMap((from) =>
      nodes.map((to): [number, string] => [
        mix32(fold32(from.node), fold32(to.node)),
        `n${from.number}→n${to.number}`,
      ]),
    ),
  );
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
