const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to put into a page: made by `html`, or vouched for by `trusted`. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What can stand in a template. Text is escaped; nothing is written for `undefined` and `false`. */
export type Content = string | number | Html | undefined | false | readonly Content[];

/** A template whose values are escaped, in text and in quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.map((part, at) => part + markupOf(values[at])).join(''));
}

/** Markup from elsewhere, put in as it is. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function markupOf(content: Content): string {
  if (content === undefined || content === false) {
    return '';
  }
  if (content instanceof Html) {
    return content.markup;
  }
  return typeof content === 'object' ? content.map(markupOf).join('') : escaped(`${content}`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
