import test from 'ava';
import { readSources } from '../architecture/sources.ts';
import { readDocument } from './markdown.ts';

/** The code of a text, line by line, without indentation. */
function linesOf(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

test('every example of style stands in the sources as it is shown', (t) => {
  const sources = readSources().map(({ text }) => linesOf(text).join('\n'));
  const examples = [...readDocument('docs/style.md').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
    (match) => linesOf(match[1] as string).join('\n'),
  );
  t.true(examples.length > 5);
  t.deepEqual(
    examples.filter((example) => !sources.some((source) => source.includes(example))),
    [],
  );
});
