import { readFileSync } from 'node:fs';

/** A table of a document: the cells of each row under their headings, backticks taken off. */
export interface Table {
  /** The nearest heading above it, without its marks. */
  readonly section: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const HEX_LINE = /^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?: {2,}.*)?$/;
const ZEROS_LINE = /^00 × (\d+)(?: .*)?$/;

/** The text of a document; tests run in the project's root. */
export function readDocument(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The blocks fenced as `hex <name>`, as bytes by name. What follows two blanks is a remark. */
export function hexBlocks(text: string): Map<string, Uint8Array> {
  const blocks = new Map<string, Uint8Array>();
  for (const [, name, body] of text.matchAll(/^```hex (\S+)\n([\s\S]*?)^```$/gm)) {
    const lines = (body as string).trimEnd().split('\n');
    blocks.set(name as string, Uint8Array.from(lines.flatMap(bytesOfLine)));
  }
  return blocks;
}

export function tables(text: string): Table[] {
  const found: Table[] = [];
  let section = '';
  let open: { headings: string[]; rows: string[][] } | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      open = null;
      section = /^#+ (.*)$/.exec(line)?.[1] ?? section;
    } else if (open === null) {
      open = { headings: cells(line), rows: [] };
      found.push({ section, ...open });
    } else if (!/^\|[-| :]+\|$/.test(line)) {
      open.rows.push(cells(line));
    }
  }
  return found;
}

/** The tables with these headings, in any section. */
export function tablesWith(text: string, ...headings: readonly string[]): Table[] {
  return tables(text).filter((table) =>
    headings.every((heading, i) => table.headings[i] === heading),
  );
}

function cells(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim().replaceAll('`', ''));
}

function bytesOfLine(line: string): number[] {
  const zeros = ZEROS_LINE.exec(line);
  if (zeros !== null) {
    return new Array<number>(Number(zeros[1])).fill(0);
  }
  const digits = HEX_LINE.exec(line)?.[1];
  if (digits === undefined) {
    throw new Error(`"${line}" is no line of bytes`);
  }
  return digits.split(' ').map((pair) => Number.parseInt(pair, 16));
}
