import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { RealCluster } from '../process/real-cluster.ts';
import { withScratch } from '../process/scratch.ts';
import { readDocument } from './markdown.ts';

const run = promisify(execFile);
const END = 'client.close();';

/** The programs of the README: what it prints first, and what goes into it before its end. */
function programs(): string[] {
  const text = readDocument('README.md');
  return [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, body]) => body as string);
}

// Each option that a request came to need later was missing here for a while, one after the other.
test('the programs of the README print what it says', async (t) => {
  const [hello = '', addition = ''] = programs();
  t.true(hello.includes(END));
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 3, 1);
    await cluster.leader();
    const addresses = [
      ...cluster.members.map(({ config }) => config.address),
      ...cluster.spareAddresses,
    ];
    const whole = hello
      .replace(END, `${addition}${END}`)
      .replaceAll("'./dist/", `'${pathToFileURL('dist').href}/`)
      .replace(/127\.0\.0\.1:700(\d)/g, (_, n: string) => addresses[Number(n) - 1] as string);
    const file = scratch.path('hello.mjs');
    writeFileSync(file, whole);
    const { stdout } = await run(process.execPath, [file]);
    t.regex(stdout, /kind: 'written'[\s\S]*\nread \d+ hello\n\{ kind: 'done' \}\n$/);
  });
});
