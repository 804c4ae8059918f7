import type { ReplicaRole } from '../../../sim/record/recording.ts';
import { type Html, html } from '../../html/html.ts';
import { ROLE_NAMES, ROLE_PX } from './lane.ts';
import { BASELINE } from './lane-geometry.ts';
import type { GlyphName } from './shapes.ts';

const ROLES: readonly ReplicaRole[] = [
  'leader',
  'candidate',
  'preCandidate',
  'follower',
  'learner',
  'witness',
];

const BANDS = [
  ['state down', 'down'],
  ['state paused', 'paused'],
  ['cut near', 'cut off: side A, or not heard'],
  ['cut far', 'cut off: side B, or deaf'],
  ['none', 'no leader'],
] as const;

const GLYPHS: readonly (readonly [GlyphName, string])[] = [
  ['power-cut', 'power cut'],
  ['crash', 'crash'],
  ['restart', 'starts again'],
  ['saved', 'snapshot saved'],
  ['installed', 'snapshot installed'],
  ['refused', 'told that it was removed'],
];

/** What the marks of a timeline mean. */
export function legend(isBroken: boolean): Html {
  const glyphs = [...(isBroken ? [['broken', 'what broke'] as const] : []), ...GLYPHS];
  return html`<ul class="legend">
${ROLES.map((role) => entry(roleSwatch(role), ROLE_NAMES[role]))}
${BANDS.map(([className, words]) => entry(html`<rect class="${className}" x="1" y="2" width="28" height="20"/>`, words))}
${entry(html`<rect class="ok" x="1" y="6" width="13" height="16"/><rect class="unknown" x="16" y="2" width="6" height="7"/><rect class="failed" x="24" y="2" width="6" height="7"/>`, 'operations ok, unknown, failed')}
${entry(html`<rect class="link clog" x="1" y="10" width="28" height="4"/>`, 'a link clogged or slow')}
${entry(html`<path class="committed" d="M1 20 12 12 29 4V22H1Z"/><path class="applied" d="M1 20 12 12 29 4"/>`, 'log committed, applied')}
${glyphs.map(([name, words]) => entry(html`<use class="glyph ${name}" href="#${name}" x="15" y="12"/>`, words))}
${entry(html`<line x1="15" x2="15" y1="1" y2="23" style="stroke:var(--good);stroke-dasharray:4 3"/>`, 'every fault mended')}
</ul>
`;
}

function roleSwatch(role: ReplicaRole): Html {
  const height = ROLE_PX[role];
  return html`<rect class="role ${role}" x="1" y="${BASELINE - 3 - height}" width="28" height="${height}"/>`;
}

function entry(drawing: Html, words: string): Html {
  return html`<li><svg aria-hidden="true">${drawing}</svg>${words}</li>\n`;
}
