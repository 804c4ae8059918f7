import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { type Html, html, trusted } from '../../html/html.ts';
import type { Section } from '../../html/section.ts';
import { encodeStory, type StoryPage } from '../../page/story-bytes.ts';
import { counted, moment } from '../words.ts';
import { linkModules } from './link-modules.ts';

/** The browser's part, compiled beside this file. */
const ENTRY = new URL('../../page/main.js', import.meta.url);

/** The run event by event: a picture that can be moved through, and what it is made of. */
export function storySection(story: StoryPage): Section {
  const isBroken = story.violationRow !== null;
  return {
    id: 'story',
    title: 'Event by event',
    body: html`<p id="story-status" role="status">Unpacking ${story.rows.count} events… This part needs a script; all else on this page does not.</p>
<div id="story-player" class="player" role="group" aria-label="The run, event by event" tabindex="0" hidden>
${omission(story)}
${bar(isBroken)}
<canvas id="story-overview" class="overview" aria-hidden="true"></canvas>
<div class="time"><input type="range" id="story-time" min="0" step="1" aria-label="Instant of the run"><output id="story-now" for="story-time"></output></div>
<div id="story-box" class="scene"><canvas id="story-scene" role="img" aria-label="Lanes of nodes, messages between them, faults, and operations by key. The tables below tell the chosen instant in words."></canvas><canvas id="story-overlay" aria-hidden="true"></canvas></div>
<p id="story-hint" class="hint" role="status"></p>
${keys(isBroken)}
<h3>The instant</h3>
<div class="table-box" tabindex="0" role="region" aria-label="State of each node at the instant"><table id="story-state" class="instant"></table></div>
<pre id="story-files" class="files"></pre>
<h3>What led to it</h3>
<p id="story-title" class="chosen" aria-live="polite"></p>
<p id="story-words" class="muted"></p>
<ol id="story-cone" class="cone"></ol>
</div>
<script type="application/octet-stream" id="story-data">${trusted(packed(story))}</script>
<script>${trusted(script())}</script>
`,
  };
}

function omission({ omitted, rows }: StoryPage): Html | undefined {
  return omitted === 0
    ? undefined
    : html`<p class="callout">The recording was full: the ${counted(omitted, 'oldest event is', 'oldest events are')} missing here, all before ${moment(rows.atMicros[0] ?? 0)}, so that what led to something may end there.</p>`;
}

function bar(isBroken: boolean): Html {
  return html`<div class="bar">
<button type="button" id="story-first" aria-label="First event" title="First event (Home)">|◀</button>
<button type="button" id="story-back" title="Event before (←)">◀ event</button>
<button type="button" id="story-on" title="Next event (→)">event ▶</button>
<button type="button" id="story-last" aria-label="Last event" title="Last event (End)">▶|</button>
<button type="button" id="story-before" title="Operation before, of the keys that are shown (p)">◀ operation</button>
<button type="button" id="story-after" title="Next operation, of the keys that are shown (n)">operation ▶</button>
<button type="button" id="story-broken" class="bad" title="What broke (b)"${!isBroken && html` hidden`}>What broke</button>
<button type="button" id="story-out" aria-label="Zoom out" title="Zoom out (-)">−</button>
<button type="button" id="story-in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button type="button" id="story-all">whole run</button>
<button type="button" id="story-clear" title="Choose nothing (Esc)">clear</button>
<label>show <select id="story-group" aria-label="Group"></select></label>
<label><select id="story-key" aria-label="Keys"></select></label>
<label><input type="checkbox" id="story-heartbeats"> heartbeats</label>
</div>`;
}

function keys(isBroken: boolean): Html {
  return html`<p class="hint">Colour of a lane: its term. <b>★</b> high: leader · <b>▲</b> hatched: candidate · <b>△</b>: pre-candidate · flat: follower, <b>○</b> learner, <b>□</b> witness · framed <b>JOINT</b>: joint configuration · pale <b>zzz</b>: asleep. Lines: solid append, dashed vote, dash-dot snapshot, dotted heartbeat; red with ✕: lost. Below a lane: its disk. Diamonds on operations: the order that explains every answer. Click anything for what led to it, drag to move.</p>
<p class="hint">Keys, once this part has the focus: <kbd>←</kbd> <kbd>→</kbd> events, <kbd>Page Up</kbd> <kbd>Page Down</kbd> fifty of them, <kbd>Home</kbd> <kbd>End</kbd> the first and the last; <kbd>p</kbd> <kbd>n</kbd> the operation before and the next, of the keys that are shown; <kbd>+</kbd> <kbd>−</kbd> zoom; ${isBroken && html`<kbd>b</kbd> what broke; `}<kbd>Esc</kbd> nothing chosen. <kbd>Tab</kbd> goes on to the table of the instant, where the name of a node shows the files of its disk, and to the list of what led to it.</p>`;
}

function packed(story: StoryPage): string {
  return deflateRawSync(encodeStory(story)).toString('base64');
}

let linked: string | null = null;

function script(): string {
  linked ??= linkModules(fileURLToPath(ENTRY), (path) => readFileSync(path, 'utf8'));
  return linked;
}
