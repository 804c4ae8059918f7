/** How the part looks that moves through a run. */
export const STORY_STYLE = `
.player { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 12px; }
.player:focus-visible, .player :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.player .bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin-bottom: 8px; font-size: 14px; }
.player button, .player select { font: inherit; font-size: 14px; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; min-height: 32px; }
.player button { cursor: pointer; }
.player button.bad { color: var(--bad); border-color: var(--bad); background: var(--bad-back); font-weight: 600; }
.player label { display: inline-flex; align-items: center; gap: 4px; }
.player canvas { display: block; width: 100%; }
.player .overview { height: 44px; margin-bottom: 4px; cursor: pointer; border: 1px solid var(--line); border-radius: 4px; touch-action: none; }
.player .time { display: flex; align-items: center; gap: 12px; }
.player .time input { flex: 1; min-width: 0; accent-color: var(--accent); }
.player output { font: 600 15px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; min-width: 7.5em; text-align: right; }
.player .scene { position: relative; overflow: hidden; }
.player .scene canvas { position: absolute; inset: 0 auto auto 0; }
#story-overlay { cursor: crosshair; touch-action: pan-y; }
.player kbd { font: inherit; color: var(--text); border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; white-space: nowrap; }
.player .instant button { font-weight: 700; padding: 0 10px; min-height: 28px; }
.player button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.player .hint { color: var(--muted); font-size: 13px; max-width: none; margin: 4px 0 8px; }
.player h3 { margin: 14px 0 6px; }
#story-state { font-size: 13.5px; }
.instant td { vertical-align: middle; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 4px 8px; }
.instant th { padding: 4px 8px; }
.instant tr.role-leader td:nth-child(2), .instant tr.role-candidate td:nth-child(2) { font-weight: 700; }
.instant tr.role-absent td { color: var(--muted); }
.instant tr.is-joint td:nth-child(8) { font-weight: 700; color: var(--learner); }
.instant tr.is-pending td:nth-child(9) { color: var(--warn); }
.files, .cone, .chosen { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.files { margin: 0 0 8px; overflow-x: auto; color: var(--muted); }
.chosen { font-weight: 700; max-width: none; margin: 0 0 4px; overflow-wrap: anywhere; }
.cone { margin: 0; padding: 0; list-style: none; max-height: 260px; overflow-y: auto; }
.player .cone button { width: 100%; text-align: left; border: 0; background: none; padding: 2px 6px; min-height: 24px; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.player .cone button:hover { background: var(--page); }
.sides td.side { font-size: 13.5px; min-width: 140px; }
.sides tr.differs td { background: var(--bad-back); color: var(--bad); font-weight: 600; }
ol.causes { font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding-left: 0; list-style: none; margin: 0 0 16px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; overflow-x: auto; }
ol.causes li { white-space: pre; }
ol.causes li.direct { font-weight: 700; color: var(--bad); }
@media (max-width: 600px) {
  .player { padding: 8px 6px; margin: 0 -8px; }
  .player button { padding: 4px 8px; }
  ol.causes li { white-space: normal; overflow-wrap: anywhere; padding-left: 12px; text-indent: -12px; }
  .sides.pair { table-layout: fixed; }
  .sides.pair th, .sides.pair td.side { min-width: 0; padding: 6px; font-size: 12.5px; white-space: normal; overflow-wrap: anywhere; }
  .sides.pair th:first-child { width: 64px; }
}
`;
