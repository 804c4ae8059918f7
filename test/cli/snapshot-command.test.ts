import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fromHex, toHex } from '../codec/hex.ts';
import { withScratch } from '../process/scratch.ts';
import { askRaftlab } from './raftlab.ts';

/** Two records as SN-02 lays them out. */
const SN_02 = '030000006b65790500000076616c7565' + '030000006b657a00000000';

test('a stream comes back equal from every format it was written in', async (t) => {
  await withScratch(async ({ directory }) => {
    const file = (name: string) => join(directory, name);
    writeFileSync(file('first'), fromHex(SN_02));
    let [last, from] = ['first', 'sn-02'];
    for (const to of ['raftlab', 'sn-03', 'raftlab', 'sn-05', 'sn-02']) {
      const next = `${last}+`;
      const flags = ['--from', from, '--to', to];
      const done = await askRaftlab('snapshot', 'convert', file(last), file(next), ...flags);
      t.is(done.stderr, '');
      t.is(done.code, 0);
      t.regex(done.stdout, /^2 records in \d+ bytes/);
      [last, from] = [next, to];
    }
    t.is(toHex(readFileSync(file(last))), SN_02);
  });
});

test('a snapshot made of a seed stream says what it was told, and what it holds', async (t) => {
  await withScratch(async ({ directory }) => {
    const [source, target] = [join(directory, 'a'), join(directory, 'b')];
    writeFileSync(source, fromHex(SN_02));
    const flags = ['--from', 'sn-02', '--to', 'raftlab', '--group', '3', '--index', '9'];
    await askRaftlab('snapshot', 'convert', source, target, ...flags, '--snapshot-codec', 'thrift');
    const shown = await askRaftlab('snapshot', 'show', target);
    t.is(shown.code, 0);
    t.like(JSON.parse(shown.stdout), { group: 3, index: 9, term: 1, records: 2, valueBytes: 5 });
  });
});

test('a damaged source ends with 1, one line that names the file, and no target', async (t) => {
  await withScratch(async ({ directory }) => {
    const [source, target] = [join(directory, 'a'), join(directory, 'b')];
    writeFileSync(source, fromHex(SN_02.slice(0, -2)));
    for (const from of ['sn-02', 'raftlab']) {
      const to = from === 'raftlab' ? 'sn-02' : 'raftlab';
      const flags = ['--from', from, '--to', to];
      const { code, stderr } = await askRaftlab('snapshot', 'convert', source, target, ...flags);
      t.is(code, 1);
      t.regex(stderr, /^raftlab: [^\n]+\n$/);
      t.true(stderr.includes(source));
    }
    t.deepEqual(readdirSync(directory), ['a']);
  });
});

test('what is there is not written over, and what is asked wrongly ends with 2', async (t) => {
  await withScratch(async ({ directory }) => {
    const source = join(directory, 'a');
    writeFileSync(source, fromHex(SN_02));
    const ask = (...flags: string[]) => askRaftlab('snapshot', 'convert', source, ...flags);
    const over = await ask(source, '--from', 'sn-02', '--to', 'sn-05');
    t.is(over.code, 1);
    t.true(over.stderr.includes('exists already, and is not written over'));
    t.is(toHex(readFileSync(source)), SN_02);
    for (const [named, ...flags] of [
      ['--from', '--to', 'sn-05'],
      ['sn-04', '--from', 'sn-04', '--to', 'sn-05'],
      ['another format', '--from', 'sn-05', '--to', 'sn-05'],
      ['--index', '--from', 'sn-05', '--to', 'raftlab', '--index', '0'],
    ] as const) {
      const { code, stderr } = await ask(join(directory, 'b'), ...flags);
      t.is(code, 2, stderr);
      t.true(stderr.includes(named), stderr);
    }
  });
});
