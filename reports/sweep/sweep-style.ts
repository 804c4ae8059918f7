/** How the parts look that only the page of a sweep has. */
export const SWEEP_STYLE = `
.distributions { columns: 2 420px; column-gap: 16px; margin: 16px 0; }
.distributions figure, figure.reach { padding: 14px 16px 12px; }
.distributions figcaption, .reach figcaption { padding: 0 0 4px; }
.distributions figure p { margin: 0 0 6px; font-size: 14px; }
.quantiles { font-size: 13.5px; margin: 0 0 10px; table-layout: fixed; }
.quantiles th, .quantiles td { padding: 2px 0; border: 0; text-align: right; white-space: nowrap; }
.quantiles th[scope=row] { text-align: left; }
.quantiles thead td { width: 25%; }
.callout > p { max-width: none; }
.callout > :last-child { margin-bottom: 0; }
.callout .command { white-space: pre-wrap; overflow-wrap: anywhere; }
#faults td.text { white-space: normal; }
@media (min-width: 601px) { .tiles { grid-template-columns: repeat(3, 1fr); } }
@media (max-width: 600px) { .bars { gap: 3px 7px; font-size: 13.5px; } }
`;
