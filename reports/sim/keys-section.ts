import type { Verdict } from '../../sim/checker/verdict.ts';
import type { RecordedKey, Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { counted, spanWords } from './words.ts';

const TONES: Readonly<Record<Verdict, string>> = {
  ok: 'good',
  violation: 'bad',
  inconclusive: 'warn',
};

/** Whether what clients saw of each key could have happened one operation at a time. */
export function keysSection({ linearizability }: RunResult, { keys }: Recording): Section {
  const bad = keys.filter(({ verdict }) => verdict !== 'ok');
  const good = keys.filter(({ verdict }) => verdict === 'ok');
  return {
    id: 'linearizability',
    title: 'Linearizability per key',
    body: html`<p>The history of a key is linearizable when there is an order of its operations, each between its call and its answer, that explains every answer. ${linearizability.ok} of ${counted(linearizability.keys, 'key')} have one${bad.length === 0 && '.'}${bad.length > 0 && `; ${linearizability.violations} certainly have none, ${linearizability.inconclusive} were too hard to tell.`}</p>
${bad.length > 0 && keyTable(bad)}
${good.length > 0 && html`<details><summary>${counted(good.length, 'linearizable key')}</summary>${keyTable(good)}</details>`}`,
  };
}

function keyTable(keys: readonly RecordedKey[]): Html {
  return table(
    'Keys',
    [
      { heading: 'key', align: 'left', value: ({ key }) => key },
      { heading: 'operations', align: 'right', value: ({ operations }) => operations },
      {
        heading: 'verdict',
        align: 'left',
        value: ({ verdict }) => html`<span class="badge ${TONES[verdict]}">${verdict}</span>`,
      },
      {
        heading: 'operation without explanation',
        align: 'left',
        value: ({ failing }) =>
          failing === null ? '' : spanWords(failing.fromMicros, failing.untilMicros),
      },
    ],
    keys,
  );
}
