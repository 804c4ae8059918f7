import { type Content, type Html, html } from './html.ts';

/** One column of an HTML table. */
export interface TableColumn<Row> {
  readonly heading: string;
  readonly align: 'left' | 'right';
  readonly value: (row: Row) => Content;
  /** Holds sentences and must not be squeezed. */
  readonly wide?: boolean;
}

/** A table that scrolls inside its own box when the page is narrow. `name` is read out for it. */
export function table<Row>(
  name: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): Html {
  return html`<div class="table-box" tabindex="0" role="region" aria-label="${name}">
<table>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${columns.map((column) => cell(column, row))}</tr>\n`)}</tbody>
</table>
</div>
`;
}

function heading<Row>(column: TableColumn<Row>): Html {
  return html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`;
}

function cell<Row>(column: TableColumn<Row>, row: Row): Html {
  return html`<td class="${classOf(column)}">${column.value(row)}</td>`;
}

function classOf<Row>(column: TableColumn<Row>): string {
  return column.align === 'right' ? 'number' : column.wide === true ? 'wide' : 'text';
}
