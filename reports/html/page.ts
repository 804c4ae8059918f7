import { type Html, html, trusted } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A report as a page. */
export interface Page {
  readonly title: string;
  readonly header: Html;
  readonly main: Html;
  readonly footer: Html;
  /** Style of this kind of report, beside that of all. */
  readonly style?: string;
  /** It has a script of its own, in the file. */
  readonly isScripted?: boolean;
}

/** The page loads nothing, not even by mistake: it must read the same from a mail or a USB stick. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const SCRIPTED = `${POLICY}; script-src 'unsafe-inline'`;

/** One file that needs no network, and a script only where it says so. */
export function renderPage(page: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${page.isScripted === true ? SCRIPTED : POLICY}">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(PAGE_STYLE + (page.style ?? ''))}</style>
</head>
<body>
<header>
${page.header}
</header>
<main>
${page.main}
</main>
<footer>
${page.footer}
</footer>
</body>
</html>
`.markup;
}
