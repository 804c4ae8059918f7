import { type Html, html } from './html.ts';

/** A part of a report that can be jumped to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** The frame that every section has. */
export function framed(section: Section): Html {
  return html`<section id="${section.id}">
<h2>${section.title}</h2>
${section.body}
</section>
`;
}
