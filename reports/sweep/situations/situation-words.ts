import type { Dimension, Situation } from '../../../sim/situations/dimensions.ts';

const LOGS: Readonly<Record<string, string>> = {
  Behind: ', its log behind',
  Equal: ', its log equal',
  Ahead: ', its log ahead',
  Conflicting: ', its log in conflict',
};

const WORDS: Readonly<Record<string, string>> = {
  'role preCandidate': 'pre-candidate',
  'role outsider': 'no member',
  'relation noMessage': 'no message',
  'configuration stable': 'members stable',
  'configuration learner': 'learner catching up',
  'configuration changing': 'change pending',
  'configuration leaving': 'leaving joint',
  'snapshot none': 'no snapshot',
  'snapshot saving': 'saving a snapshot',
  'snapshot sending': 'sending a snapshot',
  'snapshot receiving': 'receiving a snapshot',
  'snapshot installing': 'installing a snapshot',
  'fault none': 'no fault',
  'fault outage': 'a machine down',
  'fault recovery': 'just restarted',
  'fault link': 'slow links',
};

/** A value as people read it. */
export function valueWords(dimension: Dimension, value: string): string {
  const known = WORDS[`${dimension} ${value}`];
  if (known !== undefined || dimension !== 'relation') {
    return known ?? value;
  }
  const [, term = value, log = ''] = /^([a-z]+)([A-Z]\w+)?$/.exec(value) ?? [];
  return `${term} term${LOGS[log] ?? ''}`;
}

/** All of a situation in one line. */
export function situationWords(situation: Situation): string {
  const { role, relation, configuration, snapshot, fault } = situation;
  return [
    valueWords('role', role),
    valueWords('relation', relation),
    valueWords('configuration', configuration),
    valueWords('snapshot', snapshot),
    valueWords('fault', fault),
  ].join('; ');
}
