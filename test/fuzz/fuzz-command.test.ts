import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { fuzzCommand } from './fuzz-command.ts';

async function fuzz(...argv: readonly string[]) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const code = await fuzzCommand(argv, streams);
  streams.stdout.end();
  streams.stderr.end();
  return { code, stdout: await text(streams.stdout), stderr: await text(streams.stderr) };
}

test('the last line of --json counts every input of every decoder that was named', async (t) => {
  const asked = ['--decoder', 'pair,identity', '--inputs', '25000', '--jobs', '1', '--json'];
  const { code, stdout } = await fuzz(...asked);
  t.is(code, 0);
  const { kind, rows, failed } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  t.is(kind, 'fuzz');
  t.is(failed, 0);
  t.deepEqual(
    rows.map((row: { decoder: string; inputs: number; decoded: number; refused: number }) => [
      row.decoder,
      row.inputs,
      row.decoded + row.refused,
    ]),
    [
      ['pair', 25_000, 25_000],
      ['identity', 25_000, 25_000],
    ],
  );
});

test('a decoder that does not exist is refused with those that do, in one line', async (t) => {
  const { code, stderr } = await fuzz('--decoder', 'nothing');
  t.is(code, 2);
  t.regex(stderr, /^fuzz: .*nothing.*peer-frame.*\n$/);
});
