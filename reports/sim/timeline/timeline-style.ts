/** How timelines look. What a colour says here, a shape, a height or a pattern says as well. */
export const TIMELINE_STYLE = `
:root {
  --leader: #1f5fbf; --leader-odd: #4a83d6; --on-leader: #ffffff; --candidate: #c2570c; --candidate-back: #f6dcc5;
  --follower: #93a7bb; --learner: #0f7b6c; --learner-back: #cfe9e4; --down: #7a8794; --down-back: #e6eaee;
  --paused: #8a7a00; --paused-back: #f4efcf; --cut: #7a3fa8; --cut-back: #eadcf5; --link: #b3265e;
  --grid: #edf1f5; --ok: #7fb8a4; --broken: #c8102e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --leader: #6ea8fe; --leader-odd: #4a83d6; --on-leader: #0b1118; --candidate: #f0a35e; --candidate-back: #4a3013;
    --follower: #5d7188; --learner: #4fd1bd; --learner-back: #15433d; --down: #8593a1; --down-back: #242d38;
    --paused: #d6cf5c; --paused-back: #3a3813; --cut: #c79bf2; --cut-back: #35264a; --link: #f28cb1;
    --grid: #212b37; --ok: #3f8570; --broken: #ff5c70;
  }
}
.symbols { position: absolute; }
.timeline > input { position: absolute; opacity: 0; }
.timeline > label { display: inline-block; padding: 4px 12px; margin: 0 2px 10px 0; border: 1px solid var(--line); border-radius: 999px; background: var(--card); font-size: 14px; cursor: pointer; }
.timeline > input:checked + label { background: var(--accent); border-color: var(--accent); color: var(--page); }
.timeline > input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
.timeline > .zoom-title { font-size: 14px; color: var(--muted); margin-right: 8px; }
.lanes-box { --zoom: 1; --gutter: 88px; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 12px; }
.lanes-box:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#zoom-4:checked ~ .lanes-box { --zoom: 4; }
#zoom-16:checked ~ .lanes-box { --zoom: 16; }
/* Opens at its end, where the violation is; its rows still run from left to right. */
.lanes-box.at-end { direction: rtl; }
.lanes-box.at-end > .chart { direction: ltr; }
.from-4, .from-16 { display: none; }
#zoom-4:checked ~ .lanes-box .from-4, #zoom-16:checked ~ .lanes-box :is(.from-4, .from-16) { display: inline; }
.chart { width: calc(var(--gutter) + (max(100%, 988px) - var(--gutter)) * var(--zoom)); }
.lane-set { margin: 0; padding-bottom: 6px; }
.lane-set + .lane-set { border-top: 1px solid var(--line); }
.lane-set > summary { position: sticky; left: 0; width: max-content; max-width: 100vw; padding: 10px 12px 4px; margin: 0; color: var(--muted); font-size: 14.5px; }
.lane-set > summary b { color: var(--text); }
.row { display: grid; grid-template-columns: var(--gutter) minmax(0, 1fr); }
.row > .label { white-space: nowrap; position: sticky; left: 0; z-index: 1; display: flex; align-items: center; padding: 0 8px 0 12px; background: var(--card); border-right: 1px solid var(--line); color: var(--muted); font-size: 12.5px; line-height: 1.2; }
.row > .label b { color: var(--text); font-size: 14px; }
.row > svg { display: block; width: 100%; overflow: hidden; }
.row.lane > svg, .row.lane > .label { border-bottom: 1px solid var(--grid); }
.chart text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--text); pointer-events: none; font-variant-numeric: tabular-nums; }
.chart .tick-text { fill: var(--muted); }
.chart line { stroke: var(--line); }
.chart line.grid { stroke: var(--grid); }
.chart line.healed { stroke: var(--good); stroke-dasharray: 4 3; }
.chart line.member { stroke: var(--learner); stroke-dasharray: 1 4; opacity: .8; }
.chart line.breaking { stroke: var(--broken); stroke-width: 2; }
.c-candidate, .role.candidate, .role.preCandidate { fill: var(--candidate); }
.c-candidate-back { fill: var(--candidate-back); }
.c-learner { fill: var(--learner); } .c-learner-back { fill: var(--learner-back); }
.c-witness { fill: var(--follower); } .c-down { fill: var(--down); } .c-paused { fill: var(--paused); } .c-cut-back { fill: var(--cut-back); } .c-none { fill: var(--warn); }
.role.leader, .reign { fill: var(--leader); stroke: var(--leader); }
.reign.odd { fill: var(--leader-odd); stroke: var(--leader-odd); }
.role.candidate { fill: url(#p-candidate); stroke: var(--candidate); }
.role.preCandidate { fill: url(#p-pre); stroke: var(--candidate); stroke-width: .6; }
.role.follower { fill: var(--follower); }
.role.learner { fill: url(#p-learner); stroke: var(--learner); stroke-width: .6; }
.role.witness { fill: url(#p-witness); stroke: var(--follower); stroke-width: .6; }
.role.waiting, .role.removed { fill: var(--follower); opacity: .6; }
.role.quarantined { fill: var(--broken); }
.none { fill: url(#p-none); stroke: var(--warn); stroke-width: .6; }
.chart text.on-leader { fill: var(--on-leader); font-weight: 600; }
.chart text.term { fill: var(--muted); font-size: 10px; }
.state.down { fill: url(#p-down); stroke: var(--down); stroke-width: .6; }
.state.paused { fill: url(#p-paused); stroke: var(--paused); stroke-width: .6; opacity: .75; }
.state.off { fill: var(--down-back); }
.chart text.state-text { font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.cut { fill: var(--cut-back); stroke: var(--cut); stroke-width: .6; }
.cut.far { fill: url(#p-far); }
.chart text.cut-text { fill: var(--cut); font-size: 10px; font-weight: 700; paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.link { fill: var(--link); opacity: .8; } .link.delaySpike { opacity: .5; }
.committed { fill: var(--leader); opacity: .22; }
.applied { fill: none; stroke: var(--leader); stroke-width: 1.2; vector-effect: non-scaling-stroke; }
.ok { fill: var(--ok); } .failed { fill: var(--broken); } .unknown { fill: var(--candidate); }
.fault { stroke-width: 1.2; }
.fault.partitions { fill: var(--cut-back); stroke: var(--cut); }
.fault.one-way { stroke-dasharray: 4 2; }
.fault.crashes { fill: url(#p-down); stroke: var(--down); }
.fault.pauses { fill: url(#p-paused); stroke: var(--paused); }
.fault.links { fill: var(--link); fill-opacity: .25; stroke: var(--link); stroke-width: .8; }
.fault.members { fill: var(--learner-back); stroke: var(--learner); }
.fault.transfers { fill: var(--leader); fill-opacity: .2; stroke: var(--leader); }
.chart text.fault-text { font-size: 10.5px; font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.chart text.member-text { fill: var(--learner); font-weight: 600; }
.glyph { stroke: var(--card); stroke-width: .8; paint-order: stroke; fill: var(--text); }
.glyph.crash { stroke: var(--text); stroke-width: 2; fill: none; }
.glyph.power-cut { fill: var(--text); stroke-width: 2; }
.glyph.restart { fill: var(--good); stroke-width: 2; }
.glyph.saved { fill: var(--card); stroke: var(--muted); stroke-width: 1; }
.glyph.installed { fill: var(--candidate); stroke-width: 1.5; }
.glyph.vote { fill: var(--candidate); }
.glyph.refused { fill: var(--card); stroke: var(--broken); stroke-width: 1.6; paint-order: normal; }
.glyph.broken { fill: var(--broken); stroke: var(--card); stroke-width: 2; }
ul.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 0 0 14px; font-size: 13.5px; color: var(--muted); }
ul.legend li { display: flex; align-items: center; gap: 6px; }
ul.legend svg { width: 30px; height: 24px; flex: none; }
.callout pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 6px 0 0; font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media (min-width: 601px) { .tiles { grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); } }
@media (max-width: 600px) { ul.legend { gap: 0 12px; font-size: 12.5px; } .lanes-box { --gutter: 68px; } .row > .label { padding: 0 4px 0 8px; font-size: 11px; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
