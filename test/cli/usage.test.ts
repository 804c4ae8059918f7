import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { ownAddresses } from '../process/own-addresses.ts';
import { withScratch } from '../process/scratch.ts';
import { askRaftlab, runRaftlab } from './raftlab.ts';

const SELF = ['-i', '127.0.0.1', '-p', '19900'];
const ALONE = [...SELF, '-c', '127.0.0.1:19900'];

/** Arguments, and everything that the one line about them must name. */
const WRONG: readonly (readonly [args: readonly string[], ...named: string[]])[] = [
  [[], 'init, join, export, import or snapshot'],
  [['--wat'], '--wat'],
  [['frob'], 'frob'],
  [['init', '--binding', 'x'], '--binding'],
  [['init', 'extra', ...ALONE], '"extra"', 'flags'],
  [['init', '--data-dir'], '--data-dir'],
  [['join', ...SELF], '--cluster', 'missing', 'members of the running groups'],
  [['init', ...SELF, '-c', 'foo'], '--cluster', '"foo"', 'IPv4 address and a port'],
  [['init', ...SELF, '-c', '10.0.0.256:1'], '--cluster', '"10.0.0.256:1"', 'IPv4 address'],
  [['init', ...SELF, '-c', '10.0.0.1:0'], '--cluster', '"10.0.0.1:0"', 'IPv4 address'],
  [['init', ...ALONE, '-c', '127.0.0.1:19900'], '--cluster', 'twice'],
  [['init', '-i', 'wat0', '-c', '127.0.0.1:19900'], '--discover-address', '"wat0"', 'IPv4 address'],
  [['init', ...ALONE, '-p', '70000'], '--port-cluster', '"70000"', 'from 0 to 65535'],
  [['init', ...ALONE, '--bind', 'wat'], '--bind', '"wat"', 'IP address'],
  [['init', ...ALONE, '--groups', '5..1'], '--groups', '"5..1"', 'ascending'],
  [['init', ...ALONE, '--groups', '0..99999999'], '--groups', '"0..99999999"', 'at most 4096'],
  [['init', ...ALONE, '--groups', '1,x'], '--groups', '"x"', 'whole number'],
  [['init', ...ALONE, '--deployment', '-1'], '--deployment', '"-1"', 'whole number'],
  [['init', ...ALONE, '--sync', 'often'], '--sync', '"often"', 'fdatasync'],
  [['init', ...ALONE, '--sync', 'interval:0'], '--sync', '"interval:0"', '1 to 60000'],
  [['init', ...ALONE, '--snapshot-codec', 'xml'], '--snapshot-codec', '"xml"', 'binary, thrift'],
  [['init', ...ALONE, '--metrics', '9100'], '--metrics', '"9100"', 'IPv4 address'],
  [['init', ...ALONE, '--tls-ca', 'none.pem'], '--tls-cert', 'missing', 'PEM file'],
  [
    [
      'init',
      ...ALONE,
      ...['--tls-ca', '--tls-cert', '--tls-key'].flatMap((name) => [name, 'none']),
    ],
    ...['--tls-ca none:', 'ENOENT'],
  ],
  [['init', ...ALONE, '--config', 'none.json'], '--config none.json', 'ENOENT'],
  [['init', ...ALONE, '--config', '.'], '--config .', 'EISDIR'],
];

for (const [args, ...named] of WRONG) {
  test(`"raftlab ${args.join(' ')}" ends with 2 and one line that names ${named[0]}`, async (t) => {
    const { code, stdout, stderr } = await askRaftlab(...args);
    t.is(code, 2);
    t.is(stdout, '');
    t.regex(stderr, /^raftlab: [^\n]+\n$/);
    for (const name of named) {
      t.true(stderr.includes(name), `${stderr} names ${name}`);
    }
  });
}

/** Members that only a look at the directory shows to be wrong, and what the line must name. */
const REFUSED = [
  { cluster: [], named: ['--cluster missing', 'initial members'] },
  {
    cluster: ['-c', '10.0.0.1:80'],
    named: ['--cluster 10.0.0.1:80', 'this node is', '10.0.0.1:80'],
  },
];

for (const { cluster, named } of REFUSED) {
  test(`a process with members "${cluster}" ends with 2, one line, and leaves no file`, async (t) => {
    await withScratch(async ({ directory }) => {
      const [self = ''] = await ownAddresses(1);
      const [host = '', port = ''] = self.split(':');
      const { code, stdout, stderr } = await runRaftlab(
        directory,
        ...['init', '-i', host, '-p', port, ...cluster],
      );
      t.is(code, 2);
      t.is(stdout, '');
      t.regex(stderr, /^raftlab: [^\n]+\n$/);
      for (const name of named) {
        t.true(stderr.includes(name), `${stderr} names ${name}`);
      }
      t.deepEqual(readdirSync(directory), []);
    });
  });
}

/** A configuration file, and everything that the one line about it must name. */
const WRONG_FILES: readonly (readonly [content: string, ...named: string[]])[] = [
  ['null', 'JSON object'],
  ['[]', 'JSON object'],
  ['{ nope', 'position 2'],
  ['{"adress": "127.0.0.1:19900"}', ': adress', 'no setting of that name'],
  ['{"tuning": {"sink": 1}}', ': tuning.sink', 'no setting of that name'],
  ['{"tuning": 7}', ': tuning 7', 'an object'],
  ['{"tuning": {"tickMs": "10"}}', ': tuning.tickMs "10"', 'a whole number'],
  ['{"tuning": {"tickMs": 0}}', ': tuning.tickMs 0', 'at least 1'],
  ['{"tuning": {"sync": "often"}}', ': tuning.sync', '"often"', 'fdatasync'],
  ['{"tuning": {"electionTicks": 2}}', ': tuning.electionTicks 2', 'twice'],
  ['{"groups": [1, 1]}', ': groups', 'twice'],
  ['{"groups": "0..9"}', ': groups "0..9"', 'a list'],
  ['{"members": ["here"]}', ': members.0', '"here"', 'IPv4'],
];

for (const [content, ...named] of WRONG_FILES) {
  test(`a configuration ${content} ends with 2 and one line that names file and setting`, async (t) => {
    await withScratch(async (scratch) => {
      const file = scratch.path('c.json');
      writeFileSync(file, content);
      const { code, stderr } = await askRaftlab('init', ...SELF, '--config', file);
      t.is(code, 2);
      t.regex(stderr, /^raftlab: [^\n]+\n$/);
      t.true(stderr.startsWith('raftlab: --config '), stderr);
      for (const name of [file, ...named]) {
        t.true(stderr.includes(name), `${stderr} names ${name}`);
      }
    });
  });
}

test('a stack trace is shown only to those who ask for it', async (t) => {
  await withScratch(async ({ directory }) => {
    const usage = await askRaftlab('init', ...ALONE, '--sync', 'often', '-v');
    t.is(usage.code, 2);
    t.regex(usage.stderr, /\n\s+at /);
    const runTime = await runRaftlab(directory, 'init', ...ALONE, '-d', '/proc/x', '--verbose');
    t.is(runTime.code, 1);
    t.regex(runTime.stderr, /\n\s+at /);
  });
});

test('--try-run prints the effective configuration and touches nothing', async (t) => {
  await withScratch(async ({ directory }) => {
    const data = `${directory}/data`;
    const { code, stdout } = await askRaftlab('init', ...ALONE, '-d', data, '-t');
    t.is(code, 0);
    t.like(JSON.parse(stdout.replace(/^config: /, '')), {
      address: '127.0.0.1:19900',
      members: ['127.0.0.1:19900'],
      tuning: { sync: 'fdatasync' },
    });
    t.false(existsSync(data));
  });
});

test('--help and --version answer on stdout and end with 0', async (t) => {
  const help = await askRaftlab('init', '--help');
  t.is(help.code, 0);
  for (const flag of ['--cluster', '--data-dir', '--port-cluster', '--sync', '--try-run']) {
    t.true(help.stdout.includes(flag), flag);
  }
  const version = await askRaftlab('--version');
  t.is(version.code, 0);
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('who asks for nothing is told what there is, also below snapshot', async (t) => {
  t.regex((await askRaftlab()).stderr, /^raftlab: expected a command: init, join, /);
  t.regex((await askRaftlab('snapshot')).stderr, /^raftlab: expected a command: snapshot show or /);
});

test('a flag for half of the address leaves the other half to the file', async (t) => {
  await withScratch(async (scratch) => {
    writeFileSync(scratch.path('node.json'), JSON.stringify({ address: '10.9.8.7:7001' }));
    for (const [flags, address] of [
      [['-p', '7002'], '10.9.8.7:7002'],
      [['-i', '127.0.0.1'], '127.0.0.1:7001'],
    ] as const) {
      const { code, stdout } = await runRaftlab(
        scratch.directory,
        ...['init', '--config', 'node.json', ...flags, '--try-run'],
      );
      t.is(code, 0);
      t.true(stdout.includes(`"address": "${address}"`), stdout);
    }
  });
});
