import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { nodeIdOfAddress } from '../../src/base/address.ts';
import { eventually } from '../process/deadline.ts';
import { ownAddresses } from '../process/own-addresses.ts';
import { type Scratch, withScratch } from '../process/scratch.ts';
import { TestClient } from '../process/test-client.ts';
import { Raftlab, runRaftlab } from './raftlab.ts';

const TUNING = { tickMs: 5, segmentBytes: 16_384, compactionOverhead: 0, snapshotEntries: 1e9 };

/** Arguments of a node alone at `address`, with its directory below the scratch's. */
function alone(scratch: Scratch, address: string, ...more: string[]): string[] {
  const [host = '', port = ''] = address.split(':');
  const config = scratch.path('tuning.json');
  writeFileSync(config, JSON.stringify({ tuning: TUNING }));
  const flags = ['-i', host, '-p', port, '-c', address, '-d', 'data', '--config', config];
  return ['init', ...flags, ...more];
}

async function start(scratch: Scratch, args: readonly string[]): Promise<Raftlab> {
  const node = new Raftlab(scratch.directory, args);
  scratch.defer(async () => void (await node.stop()));
  await eventually('the node is ready', () => {
    if (node.child.exitCode !== null) {
      throw new Error(`the node ended: ${node.stderr}`);
    }
    return node.isReady;
  });
  return node;
}

function client(scratch: Scratch, address: string): TestClient {
  const made = new TestClient([address]);
  scratch.defer(() => made.close());
  return made;
}

/** Every file with its content, but for the lock. */
function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory).filter((file) => !file.startsWith('lock'));
  return Object.fromEntries(
    files.sort().map((file) => [file, readFileSync(`${directory}/${file}`).toString('hex')]),
  );
}

function flipByte(file: string, offset: number): void {
  const bytes = readFileSync(file);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Uint8Array.of((bytes[offset] as number) ^ 0xff), 0, 1, offset);
  closeSync(descriptor);
}

/** The node refuses to start, with 1 and one line that holds everything of `named`. */
async function refuses(
  t: ExecutionContext,
  scratch: Scratch,
  args: readonly string[],
  ...named: string[]
): Promise<void> {
  const { code, stdout, stderr } = await runRaftlab(scratch.directory, ...args);
  t.is(code, 1);
  t.is(stdout, '');
  t.regex(stderr, /^raftlab: [A-Z_]+: [^\n]+\n$/);
  for (const name of named) {
    t.true(stderr.includes(name), `${stderr} names ${name}`);
  }
}

test('a port in use is named, and nothing is written', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    await start(scratch, alone(scratch, address));
    const [host = '', port = ''] = address.split(':');
    const other = alone(scratch, address, '-d', 'other');
    await refuses(t, scratch, other, 'ADDRESS_IN_USE', `port ${port} of ${host}`);
    t.false(readdirSync(scratch.directory).includes('other'));
  });
});

test('a directory that a running node uses is refused with the process that uses it', async (t) => {
  await withScratch(async (scratch) => {
    const [address = '', second = ''] = await ownAddresses(2);
    const node = await start(scratch, alone(scratch, address));
    const kv = client(scratch, address);
    await refuses(
      t,
      scratch,
      alone(scratch, second),
      ...['DIRECTORY_LOCKED', '--data-dir data', `process ${node.child.pid}`],
    );
    await kv.put('still', 'served');
    t.is(await kv.get('still'), 'served');
  });
});

test("another node's directory is refused, and left as it is", async (t) => {
  await withScratch(async (scratch) => {
    const [address = '', second = ''] = await ownAddresses(2);
    const node = await start(scratch, alone(scratch, address));
    await node.stop();
    const before = contents(scratch.path('data'));
    await refuses(
      t,
      scratch,
      alone(scratch, second),
      ...['DIRECTORY_NOT_OWNED', '--data-dir data', address, second],
      `${nodeIdOfAddress(address)}`,
    );
    await refuses(
      t,
      scratch,
      alone(scratch, address, '--deployment', '7'),
      ...['DEPLOYMENT_CHANGED: --deployment 7, --data-dir data: ', 'to deployment 1'],
    );
    t.deepEqual(contents(scratch.path('data')), before);
    const again = await start(scratch, alone(scratch, address));
    t.true(again.isReady);
  });
});

test('what cannot be a directory is named, also to root', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    writeFileSync(scratch.path('file'), 'mine');
    const inFile = alone(scratch, address, '-d', 'file');
    await refuses(t, scratch, inFile, 'DIRECTORY_NOT_WRITABLE', '--data-dir file', 'expected');
    t.is(readFileSync(scratch.path('file'), 'utf8'), 'mine');
    const inProc = alone(scratch, address, '-d', '/proc/raftlab');
    await refuses(t, scratch, inProc, 'DIRECTORY_NOT_WRITABLE', '--data-dir /proc/raftlab');
  });
});

test('members that differ from the recorded ones are refused with both lists', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = await start(scratch, alone(scratch, address));
    await node.stop();
    const before = contents(scratch.path('data'));
    const other = alone(scratch, address, '-c', '10.0.0.1:80');
    await refuses(t, scratch, other, 'INCONSISTENT_MEMBERS', `at ${address}}`, '10.0.0.1:80');
    t.deepEqual(contents(scratch.path('data')), before);
  });
});

test('a node that joined is refused with a list of members, and starts to join again', async (t) => {
  await withScratch(async (scratch) => {
    const [address = '', contact = ''] = await ownAddresses(2);
    const listed = alone(scratch, address, '-c', contact);
    const joining = ['join', ...listed.slice(1)];
    const node = new Raftlab(scratch.directory, joining);
    scratch.defer(async () => void (await node.stop()));
    await eventually('the node is ready', () => node.isReady);
    await node.stop();
    const before = contents(scratch.path('data'));
    await refuses(t, scratch, listed, 'JOINED_WITH_MEMBERS', 'group 0', address, contact);
    t.deepEqual(contents(scratch.path('data')), before);
    const again = await start(scratch, joining);
    t.true(again.isReady);
  });
});

test('an even number of voters is warned of, and works', async (t) => {
  await withScratch(async (scratch) => {
    const [address = '', other = ''] = await ownAddresses(2);
    const node = await start(scratch, alone(scratch, address, '-c', other));
    const warning = /warning: 2 voters survive the loss of as many as 1 do/;
    // It may come in another piece than the line that says that the node is ready.
    await eventually('the warning', () => warning.test(node.stderr));
    t.pass();
  });
});

test('a flipped byte amid the synced log is refused with file and offset, and mended by restoring', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = await start(scratch, alone(scratch, address));
    const kv = client(scratch, address);
    await kv.put('first', 'a-value-to-damage');
    for (let i = 0; i < 5; i++) {
      await kv.put(`later-${i}`, 'x');
    }
    await node.stop();
    const log = scratch.path('data/log-0000000000000001');
    const damaged = readFileSync(log).indexOf('a-value-to-damage');
    t.true(damaged > 0);
    flipByte(log, damaged);
    const before = contents(scratch.path('data'));
    await refuses(
      t,
      scratch,
      alone(scratch, address),
      ...['LOG_CORRUPT', '--data-dir data', 'log-0000000000000001 at byte ', 'restore the file'],
      'add it under a new id',
    );
    t.deepEqual(contents(scratch.path('data')), before);
    flipByte(log, damaged);
    await start(scratch, alone(scratch, address));
    t.is(await kv.get('first'), 'a-value-to-damage');
    t.is(await kv.get('later-4'), 'x');
  });
});

test('a torn tail is no damage: everything acknowledged is there, and the node goes on', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = await start(scratch, alone(scratch, address));
    const kv = client(scratch, address);
    await kv.put('kept', 'yes');
    await node.stop();
    const log = scratch.path('data/log-0000000000000001');
    const bytes = readFileSync(log);
    const magic = Buffer.from('RLBT');
    const last = bytes.lastIndexOf(magic);
    // The beginning of a batch whose rest a power cut has kept from the disk.
    const next = last + 512 * Math.ceil(bytes.readUInt32LE(last + 4) / 512);
    const torn = Buffer.concat([bytes.subarray(last, last + 40), Buffer.alloc(300, 7)]);
    const descriptor = openSync(log, 'r+');
    writeSync(descriptor, torn, 0, torn.length, next);
    closeSync(descriptor);
    const again = await start(scratch, alone(scratch, address));
    t.is(await kv.get('kept'), 'yes');
    await kv.put('more', 'too');
    await again.stop();
    await start(scratch, alone(scratch, address));
    t.is(await kv.get('more'), 'too');
  });
});

test('a damaged bootstrap record and a damaged identity are refused with file and offset', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = await start(scratch, alone(scratch, address));
    await node.stop();
    for (const file of ['group-00000000.bootstrap', 'identity']) {
      flipByte(scratch.path(`data/${file}`), 9);
      const before = contents(scratch.path('data'));
      await refuses(
        t,
        scratch,
        alone(scratch, address),
        ...['BOOTSTRAP_CORRUPT', `${file}: `, ' at byte ', 'restore the file'],
      );
      t.deepEqual(contents(scratch.path('data')), before);
      flipByte(scratch.path(`data/${file}`), 9);
    }
    t.true((await start(scratch, alone(scratch, address))).isReady);
  });
});

test('a log without an identity is not taken for an empty directory', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = await start(scratch, alone(scratch, address));
    await node.stop();
    renameSync(scratch.path('data/identity'), scratch.path('identity'));
    await refuses(t, scratch, alone(scratch, address), 'BOOTSTRAP_CORRUPT', 'identity');
  });
});

test('a lock of a process that is gone does not keep a node from starting', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    mkdirSync(scratch.path('data'));
    const gone = { pid: process.pid, startedAt: '1', bootId: 'another boot' };
    writeFileSync(scratch.path('data/lock'), JSON.stringify(gone));
    t.true((await start(scratch, alone(scratch, address))).isReady);
  });
});

test('a replica with a damaged snapshot stops alone, and loses nothing while others write', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const args = alone(scratch, address, '--groups', '0,1');
    const node = await start(scratch, args);
    const kv = client(scratch, address);
    await kv.put('precious', 'kept-in-the-snapshot', 0);
    await kv.put('other', 'group', 1);
    const { term } = await kv.status(address);
    t.is((await kv.ask({ kind: 'snapshot' }, nodeIdOfAddress(address))).kind, 'done');
    await eventually('the snapshot is saved', async () => {
      return (await kv.status(address)).snapshotsSaved === 1;
    });
    await node.stop();
    const [snapshot = ''] = readdirSync(scratch.path('data')).filter((file) =>
      file.endsWith('.snapshot'),
    );
    const file = scratch.path(`data/${snapshot}`);
    const damaged = readFileSync(file).indexOf('kept-in-the-snapshot');
    t.true(damaged > 0);
    flipByte(file, damaged);
    const hurt = await start(scratch, args);
    const line = hurt.stderr.split('\n').find((each) => each.includes('group 0 stopped'));
    for (const name of ['SNAPSHOT_CORRUPT', snapshot, ' at byte ', 'restore the file', 'new id']) {
      t.true(line?.includes(name), `${line} names ${name}`);
    }
    // Enough for several segments, each of which begins with where every group stands.
    for (let i = 0; i < 80; i++) {
      await kv.put(`filler-${i}`, 'x'.repeat(1000), 1);
    }
    t.is((await kv.ask({ kind: 'snapshot' }, nodeIdOfAddress(address), 1)).kind, 'done');
    await eventually('the other group is snapshotted', async () => {
      return (await kv.status(address, 1)).snapshotsSaved === 1;
    });
    await hurt.stop();
    flipByte(file, damaged);
    await start(scratch, args);
    t.is(await kv.get('precious', 0), 'kept-in-the-snapshot');
    t.is(await kv.get('filler-79', 1), 'x'.repeat(1000));
    t.true((await kv.status(address)).term > term, 'the term was not forgotten');
  });
});
