import { existsSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import test, { type ExecutionContext } from 'ava';
import seedrandom from 'seedrandom';
import { nodeIdOfAddress } from '../../src/base/address.ts';
import { NO_NODE, toGroupId } from '../../src/base/ids.ts';
import { FRAME_BYTES_MAX } from '../../src/base/limits.ts';
import { encodeRead } from '../../src/codec/client/request.ts';
import { decodeHandshake, type Handshake } from '../../src/codec/handshake.ts';
import { REPLY_BYTES_MAX, type RefusedConnections } from '../../src/io/network/listener.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { eventually } from '../process/deadline.ts';
import { withScratch } from '../process/scratch.ts';
import { type SingleNode, startSingle } from '../process/single-node.ts';
import { frameOf, RawConnection } from './raw-connection.ts';

const MIB = 2 ** 20;
const PEER = nodeIdOfAddress('10.0.0.9:80');

/** A frame that announces more than it may; what it announces never comes. */
function boast(bytes: number): Buffer {
  const frame = Buffer.alloc(20);
  frame.writeUInt32LE(bytes);
  return frame;
}

async function refused(node: SingleNode): Promise<RefusedConnections> {
  return (await node.node.statistics()).refusedConnections;
}

/** The node cut `connection` off, counted it as `kind` alone, said why, and serves others. */
async function cutsOff(
  t: ExecutionContext,
  node: SingleNode,
  connection: RawConnection,
  kind: keyof RefusedConnections,
  reason: string,
): Promise<void> {
  await eventually('the connection is closed', () => connection.isClosed);
  const nobody = {
    garbage: 0,
    strangers: 0,
    versions: 0,
    brokenFrames: 0,
    slowReaders: 0,
    surplus: 0,
  };
  t.deepEqual(await refused(node), { ...nobody, [kind]: 1 });
  await eventually(`the node says: ${reason}`, () => node.node.stderr.includes(reason));
  await node.client.put('after', kind);
  t.is(await node.client.get('after'), kind);
}

/** The largest address space that the node ever had, in bytes; null where the system does not say. */
function peakBytes({ node }: SingleNode): number | null {
  if (platform() !== 'linux') {
    return null;
  }
  const line = /VmPeak:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'));
  return Number(line?.[1]) * 1024;
}

test('whoever speaks another protocol is cut off and counted', async (t) => {
  await withScratch(async (scratch) => {
    const node = await startSingle(scratch);
    const connection = await RawConnection.to(node.address);
    connection.send(Buffer.from('GET / HTTP/1.1\r\nHost: raftlab.example\r\n\r\n'));
    await cutsOff(t, node, connection, 'garbage', 'does not begin with a raftlab handshake');
    t.is(connection.received.length, 0);
  });
});

for (const caller of ['client', 'peer'] as const) {
  test(`a ${caller} that announces a frame of 4 GiB is cut off, and nothing is allocated for it`, async (t) => {
    await withScratch(async (scratch) => {
      const node = await startSingle(scratch);
      const before = peakBytes(node);
      const connection = await RawConnection.to(node.address);
      await connection.introduce(caller, caller === 'peer' ? { from: PEER } : {});
      connection.send(boast(2 ** 32 - 1));
      const reason = `announces ${2 ** 32 - 1} bytes, the limit is ${FRAME_BYTES_MAX}`;
      await cutsOff(t, node, connection, 'brokenFrames', reason);
      const after = peakBytes(node);
      if (before === null || after === null) {
        t.log('this system does not say how much memory a process has; not checked');
      } else {
        t.true(after - before < 1024 * MIB, `${after - before} bytes more`);
      }
    });
  });
}

/** Introductions that the node must not take, and what it says of them. */
const STRANGERS: readonly (readonly [
  title: string,
  lies: Partial<Handshake>,
  kind: keyof RefusedConnections,
  reason: string,
])[] = [
  ['of another deployment', { deployment: 7 }, 'strangers', 'deployment 7, this is deployment 1'],
  [
    'of a later protocol',
    { version: 3, newest: 4 },
    'versions',
    'it speaks protocol versions 3 to 4, this build speaks versions 1 to 2',
  ],
  [
    'that means another node',
    { to: PEER },
    'strangers',
    `means to reach node ${PEER} (10.0.0.9:80)`,
  ],
];

for (const [title, lies, kind, reason] of STRANGERS) {
  test(`a peer ${title} is told whom it has reached, and turned away`, async (t) => {
    await withScratch(async (scratch) => {
      const node = await startSingle(scratch);
      const connection = await RawConnection.to(node.address);
      await connection.introduce('peer', { from: PEER, ...lies });
      const answer = decodeHandshake(connection.received, nodeChecksum);
      t.is(answer.from, nodeIdOfAddress(node.address));
      t.is(answer.deployment, 1);
      connection.send(frameOf(Buffer.from('ignored')));
      await cutsOff(t, node, connection, kind, reason);
    });
  });
}

test('well framed nonsense from a client is answered, frame by frame', async (t) => {
  await withScratch(async (scratch) => {
    const { address, client, node } = await startSingle(scratch);
    const random = seedrandom('nonsense requests');
    const connection = await RawConnection.to(address);
    scratch.defer(() => connection.close());
    await connection.introduce('client');
    const count = 400;
    for (let i = 0; i < count; i++) {
      const payload = Buffer.from(Array.from({ length: i % 50 }, () => random.int32() & 0xff));
      // Half of them look like a request of a known kind for a group that is there.
      if (i % 2 === 0 && payload.length > 8) {
        payload[4] = i % 6;
        payload.writeUInt32LE(0, 5);
      }
      connection.send(frameOf(payload));
    }
    await eventually('every frame is answered', () => connection.frames.length >= count);
    t.is(connection.frames.length, count);
    t.false(connection.isClosed);
    await client.put('still', 'here');
    t.is(await client.get('still'), 'here');
    t.true(node.isRunning);
  });
});

test('well framed nonsense from a peer is dropped and counted, and costs it the connection', async (t) => {
  await withScratch(async (scratch) => {
    const single = await startSingle(scratch);
    const { address, client, node } = single;
    const random = seedrandom('nonsense frames');
    const count = 60;
    for (let i = 0; i < count; i++) {
      const connection = await RawConnection.to(address);
      await connection.introduce('peer', { from: PEER });
      const bytes = Array.from({ length: i % 80 }, () => random.int32() & 0xff);
      connection.send(frameOf(Buffer.from(bytes)));
      await eventually('the connection is closed', () => connection.isClosed);
    }
    t.is((await node.statistics()).droppedFrames.damaged, count);
    t.is((await refused(single)).brokenFrames, count);
    await client.put('still', 'here');
    t.is(await client.get('still'), 'here');
  });
});

test('a client that asks and does not read is cut off before its answers fill the memory', async (t) => {
  await withScratch(async (scratch) => {
    const node = await startSingle(scratch);
    await node.client.put('large', 'x'.repeat(MIB));
    const connection = await RawConnection.to(node.address);
    await connection.introduce('client');
    connection.socket.pause();
    const group = toGroupId(0);
    const key = Buffer.from('large');
    let asked = 0;
    await eventually('it is counted', async () => {
      asked++;
      connection.send(encodeRead({ requestId: asked, group }, { consistency: 'stale' }, key));
      return (await refused(node)).slowReaders === 1;
    });
    t.true(asked > REPLY_BYTES_MAX / MIB, `cut off after ${asked} answers`);
    connection.socket.resume();
    await cutsOff(t, node, connection, 'slowReaders', 'bytes of answers wait');
    t.true(connection.received.length < asked * MIB);
  });
});

test('more than fits one turn is answered as busy, not gathered in memory', async (t) => {
  await withScratch(async (scratch) => {
    const { address, client } = await startSingle(scratch);
    await client.put('large', 'x'.repeat(4 * MIB));
    const connection = await RawConnection.to(address);
    scratch.defer(() => connection.close());
    await connection.introduce('client');
    const group = toGroupId(0);
    const asked = 400;
    const requests = Array.from({ length: asked }, (_, i) =>
      encodeRead({ requestId: i + 1, group }, { consistency: 'stale' }, Buffer.from('large')),
    );
    connection.send(Buffer.concat(requests));
    await eventually('every request is answered', () => connection.frames.length === asked);
    const answers = connection.frames.map((frame) =>
      frame.length > MIB ? 'value' : frame.subarray(16).toString('latin1'),
    );
    t.true(answers.includes('value'));
    t.true(answers.some((answer) => answer.includes('at a time')));
    t.true(answers.filter((answer) => answer === 'value').length < asked / 4);
  });
});

test('a peer that sends a damaged frame loses its connection, and may come again', async (t) => {
  await withScratch(async (scratch) => {
    const node = await startSingle(scratch);
    const connection = await RawConnection.to(node.address);
    await connection.introduce('peer', { from: PEER });
    connection.send(frameOf(Buffer.alloc(60, 7)));
    await cutsOff(t, node, connection, 'brokenFrames', 'is damaged');
    const again = await RawConnection.to(node.address);
    await again.introduce('peer', { from: PEER });
    t.false(again.isClosed);
    again.close();
  });
});

test('a node says once that a peer belongs to another deployment', async (t) => {
  await withScratch(async (scratch) => {
    const other = await startSingle(scratch);
    const handshake = { from: NO_NODE, to: nodeIdOfAddress(other.address), deployment: 9 };
    for (let i = 0; i < 3; i++) {
      const connection = await RawConnection.to(other.address);
      await connection.introduce('peer', handshake);
      await eventually('the connection is closed', () => connection.isClosed);
    }
    t.is((await refused(other)).strangers, 3);
    const lines = other.node.stderr.split('\n').filter((line) => line.includes('deployment 9'));
    t.is(lines.length, 1);
  });
});

const CROWDED =
  'more connections than there are files for are turned away, and the disk is not in want';

if (existsSync('/proc/self/limits')) {
  test(CROWDED, async (t) => {
    await withScratch(async (scratch) => {
      const command = ['sh', '-c', 'ulimit -n 200; exec "$@"', 'sh'];
      const single = await startSingle(scratch, {}, command);
      await single.client.put('a', '1');
      const crowd = await Promise.all(
        Array.from({ length: 250 }, () => RawConnection.to(single.address)),
      );
      scratch.defer(() => {
        for (const connection of crowd) {
          connection.close();
        }
      });
      await eventually(
        'the surplus is counted',
        async () => (await refused(single)).surplus >= 150,
      );
      const { node } = single.node;
      t.is((await single.client.ask({ kind: 'snapshot' }, node)).kind, 'done');
      await eventually('the snapshot is saved', async () => {
        return (await single.client.status(single.address)).snapshotsSaved === 1;
      });
      await single.client.put('b', '2');
      t.is(await single.client.get('b'), '2');
    });
  });
} else {
  test.skip(`${CROWDED} (this system does not say how many files may be open)`, () => {});
}
