import test from 'ava';
import { html, trusted } from '../../reports/html/html.ts';
import { renderPage } from '../../reports/html/page.ts';
import { table } from '../../reports/html/table.ts';

test('text cannot become markup, in an element or in an attribute', (t) => {
  const hostile = `"><script>alert('x')</script>&`;
  t.is(
    html`<a title="${hostile}">${hostile}</a>`.markup,
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
  );
});

test('markup made by a template is not escaped again', (t) => {
  t.is(html`<p>${html`<b>${'<'}</b>`}</p>`.markup, '<p><b>&lt;</b></p>');
  t.is(html`${trusted('<hr>')}`.markup, '<hr>');
});

test('lists are joined, zero is written, and what is absent is not', (t) => {
  t.is(html`${['a', html`<i>b</i>`, ['c', 1]]}${0}${undefined}${false}`.markup, 'a<i>b</i>c10');
});

test('a table names its scrolling box for those who cannot see it', (t) => {
  const columns = [{ heading: 'size', align: 'right', value: (row: number) => row }] as const;
  const { markup } = table('Sizes', columns, [1, 2]);
  t.regex(markup, /<div class="table-box" tabindex="0" role="region" aria-label="Sizes">/);
  t.is([...markup.matchAll(/<td class="number">/g)].length, 2);
});

test('the cells of a table that stacks name themselves, and those of another do not', (t) => {
  const columns = [{ heading: 'size', align: 'right', value: (row: number) => row }] as const;
  t.regex(
    table('Sizes', columns, [1], 'stacks').markup,
    /<td class="number" data-heading="size">1</,
  );
  t.notRegex(table('Sizes', columns, [1]).markup, /data-heading/);
});

test('a page allows itself no network, no script and no frame', (t) => {
  const page = renderPage({ title: 'T <', header: html`h`, main: html`m`, footer: html`f` });
  t.regex(page, /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;/);
  t.regex(page, /<title>T &lt;<\/title>/);
  t.notRegex(page, /https?:|<script|@import|url\(/);
});
