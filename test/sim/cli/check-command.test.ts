import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { checkCommand } from '../../../sim/cli/check-command.ts';

/** A file of `text`, for as long as the test lasts. */
function fileOf(t: ExecutionContext, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-check-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'history');
  writeFileSync(file, text);
  return file;
}

function told(file: string): string {
  const stdout = new PassThrough();
  checkCommand({ kind: 'check', file, json: false }, { stdout, stderr: new PassThrough() });
  return String(stdout.read());
}

for (const [what, text] of [
  ['an empty file', ''],
  ['a nemesis alone', '[{:process :nemesis, :type :info, :f :start}]'],
  ['no cases', '{"cases": []}'],
] as const) {
  test(`of ${what} it is said that nothing was checked`, (t) => {
    t.regex(told(fileOf(t, text)), /nothing was checked: the history has no operations/);
  });
}

test('of a history with an operation that is not said', (t) => {
  const file = fileOf(t, 'INFO  jepsen.util - 0 :invoke :read nil');
  t.notRegex(told(file), /nothing was checked/);
});

test('a text that cannot be read as what it looks like is refused with the other formats', (t) => {
  const file = fileOf(t, 'WARN nothing\n');
  t.throws(() => told(file), {
    name: 'UsageError',
    message:
      `check "${file}": no line is an operation of a Jepsen log, "PROCESS TYPE F VALUE" at byte 0 ` +
      '(read as jepsen-log; --format names another: porcupine-kv, knossos-edn, knossos-json, unit-json)',
  });
});
