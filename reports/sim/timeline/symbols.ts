import { type Html, trusted } from '../../html/html.ts';

/**
 * Patterns and glyphs that every timeline of the page uses: what a colour says, a pattern or a shape
 * says as well. Glyphs are centred on (0, 0).
 */
export const SYMBOLS: Html =
  trusted(`<svg class="symbols" width="0" height="0" aria-hidden="true"><defs>
<pattern id="p-candidate" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="c-candidate-back" width="5" height="5"/><rect class="c-candidate" width="2.5" height="5"/></pattern>
<pattern id="p-pre" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="c-candidate-back" width="5" height="5"/><circle class="c-candidate" cx="2.5" cy="2.5" r="1.3"/></pattern>
<pattern id="p-learner" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="c-learner-back" width="4" height="4"/><rect class="c-learner" width="4" height="2"/></pattern>
<pattern id="p-witness" width="6" height="4" patternUnits="userSpaceOnUse"><rect class="c-witness" width="3" height="4"/></pattern>
<pattern id="p-down" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="c-down" width="1.6" height="7"/></pattern>
<pattern id="p-paused" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="c-paused" width="2" height="6"/></pattern>
<pattern id="p-far" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="c-cut-back" width="6" height="2.5"/></pattern>
<pattern id="p-none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="c-none" width="2" height="6"/></pattern>
<path id="crash" d="M-4-4 4 4M4-4-4 4"/>
<path id="power-cut" d="M1.5-7-4 1.5H-.5L-2 7 4-1.5H.5Z"/>
<path id="restart" d="M-3-4.5 4 0-3 4.5Z"/>
<path id="saved" d="M0-3 3 0 0 3-3 0Z"/>
<path id="installed" d="M0-5 5 0 0 5-5 0Z"/>
<circle id="vote" r="1.8"/>
<path id="refused" d="M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M-3.5-3.5 3.5 3.5"/>
<path id="broken" d="M0-9 2.6-3.6 8.6-2.8 4.2 1.4 5.3 7.3 0 4.5-5.3 7.3-4.2 1.4-8.6-2.8-2.6-3.6Z"/>
</defs></svg>
`);
