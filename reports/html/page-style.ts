/** The style of every report: readable from 400 pixels up, in the reader's light or dark theme. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --text: #1c2733; --muted: #52606d; --line: #d9e0e7;
  --accent: #1f5fbf; --good: #0f6b4f; --good-back: #e2f4ec; --warn: #8a4b00; --warn-back: #fdf0dc;
  --bad: #a3192f; --bad-back: #fde7ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1218; --card: #161d26; --text: #e8eef5; --muted: #a3b1bf; --line: #2c3745;
    --accent: #6ea8fe; --good: #6fd6ae; --good-back: #12302a; --warn: #f0b45e; --warn-back: #33270f;
    --bad: #ff8e9c; --bad-back: #3a171d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
footer { padding-bottom: 48px; color: var(--muted); font-size: 14px; }
a { color: var(--accent); text-underline-offset: 2px; }
h1 { font-size: 15px; line-height: 1.4; margin: 0; color: var(--muted); font-weight: 600; letter-spacing: .02em; }
h2 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -.01em; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 0 0 12px; max-width: 80ch; text-wrap: pretty; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.verdict { font-size: 27px; line-height: 1.3; letter-spacing: -.015em; font-weight: 650; margin: 10px 0 14px; max-width: 36em; text-wrap: balance; }
.muted, .machine { color: var(--muted); font-size: 14.5px; }
.machine { max-width: none; }
.lead { font-size: 17px; margin-bottom: 16px; }
nav { display: flex; flex-wrap: wrap; gap: 6px; margin: 20px 0 28px; }
nav a { padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); font-size: 14.5px; text-decoration: none; }
section { margin: 0 0 48px; scroll-margin-top: 16px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 20px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile b { display: block; font-size: 25px; line-height: 1.2; letter-spacing: -.01em; font-variant-numeric: tabular-nums; }
.tile span { display: block; margin-top: 2px; color: var(--muted); font-size: 14px; line-height: 1.4; }
.callout { border-left: 4px solid var(--warn); background: var(--warn-back); padding: 10px 16px; border-radius: 0 8px 8px 0; margin: 0 0 12px; max-width: none; }
.callout.bad { border-color: var(--bad); background: var(--bad-back); }
.charts { columns: 2 400px; column-gap: 16px; margin: 16px 0; }
figure { margin: 0 0 16px; break-inside: avoid; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 8px 8px; }
figure:last-child { margin-bottom: 0; }
figcaption { font-weight: 600; font-size: 15px; padding: 0 10px 6px; }
figure img { display: block; width: 100%; height: auto; border-radius: 6px; }
.table-box { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 12px; }
.table-box:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 14px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
th { font-weight: 600; color: var(--muted); font-size: 13.5px; white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
td.text { white-space: nowrap; }
td.wide { min-width: 300px; color: var(--muted); font-size: 13.5px; line-height: 1.45; }
.stacks th, .stacks td { padding: 7px 9px; }
.stacks th, .stacks td.text { white-space: normal; }
.stacks td.wide { min-width: 220px; }
.stacks td.text:has(code) { min-width: 150px; }
.stacks code { overflow-wrap: break-word; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 13px; white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
ul.notes { margin: 8px 0 0; padding-left: 20px; color: var(--muted); font-size: 14.5px; max-width: 90ch; }
ul.notes li { margin-bottom: 4px; }
.command { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; overflow-x: auto; white-space: pre; margin: 0 0 12px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0 16px; font-size: 15px; }
dt { color: var(--muted); }
dd { margin: 0; min-width: 0; }
details { margin: 0 0 12px; }
summary { cursor: pointer; color: var(--accent); margin-bottom: 8px; }
@media (max-width: 600px) {
  header, main, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 22px; }
  .verdict { font-size: 21px; }
  h2 { font-size: 21px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .tile b { font-size: 20px; }
  th, td { padding: 6px 10px; }
  td.wide { min-width: 540px; }
  .stacks thead { display: none; }
  .stacks table, .stacks tbody { display: block; }
  .stacks tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .stacks tr:last-child { border-bottom: 0; }
  .stacks td, .stacks td.number { display: grid; grid-template-columns: 110px minmax(0, 1fr); justify-items: start; align-items: baseline; padding: 3px 10px; border-bottom: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .stacks td::before { content: attr(data-heading); color: var(--muted); font-size: 13.5px; }
  .stacks td.wide, .stacks td.text:has(code) { min-width: 0; }
  .stacks td:empty { display: none; }
  .stacks .badge { white-space: normal; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
}
@media print { body { background: #fff; } nav { display: none; } section { break-inside: avoid-page; } }
`;
