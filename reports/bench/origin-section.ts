import { formatBytes } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';

/** Where the numbers come from and how to get them again. */
export function originSection(results: BenchResults): Section {
  const { machine, commit, startedAt, seconds } = results;
  return {
    id: 'machine',
    title: 'Machine, and how to repeat this',
    body: html`<dl>
${fact('Processor', `${machine.cpu}, ${machine.cores} cores`)}
${fact('Memory', formatBytes(machine.memoryBytes))}
${fact('Disk measured', machine.disk)}
${fact('Kernel', machine.kernel)}
${fact('Node', machine.node)}
${fact('Load before', machine.load.toFixed(2))}
${fact('Sources', commit)}
${startedAt !== undefined && fact('Started', startedAt)}
${seconds !== undefined && fact('Took', `${seconds.toFixed(0)} s`)}
</dl>
<code class="command">${results.command ?? 'npm run bench'}</code>
<p class="muted">The numbers of this page, and those behind them, are in <code>results.json</code> beside it. Two such files are compared with <code>npm run bench -- --compare A.json B.json</code>. Figures hold for this machine and hour; compare ratios, measured in one run.</p>`,
  };
}

function fact(name: string, value: string): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}
