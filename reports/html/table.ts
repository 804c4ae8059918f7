import { type Content, type Html, html } from './html.ts';

/** One column of an HTML table. */
export interface TableColumn<Row> {
  readonly heading: string;
  readonly align: 'left' | 'right';
  readonly value: (row: Row) => Content;
  /** Holds sentences and must not be squeezed. */
  readonly wide?: boolean;
}

/**
 * A table. `name` is read out for it.
 *
 * @param narrow - on a narrow page it scrolls inside its own box; or `stacks`: texts are broken so that it
 * fits, and on a phone each row is a card that names its cells
 */
export function table<Row>(
  name: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  narrow: 'scrolls' | 'stacks' = 'scrolls',
): Html {
  return html`<div class="table-box${narrow === 'stacks' && ' stacks'}" tabindex="0" role="region" aria-label="${name}">
<table>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${columns.map((column) => cell(column, row, narrow))}</tr>\n`)}</tbody>
</table>
</div>
`;
}

function heading<Row>(column: TableColumn<Row>): Html {
  return html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`;
}

function cell<Row>(column: TableColumn<Row>, row: Row, narrow: 'scrolls' | 'stacks'): Html {
  const heading = narrow === 'stacks' ? html` data-heading="${column.heading}"` : html``;
  return html`<td class="${classOf(column)}"${heading}>${column.value(row)}</td>`;
}

function classOf<Row>(column: TableColumn<Row>): string {
  return column.align === 'right' ? 'number' : column.wide === true ? 'wide' : 'text';
}
