import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { RecordGenerator } from '../../bench/load/record-generator.ts';
import { openConnection, sendPipeline } from '../../bench/suites/simple/client-connection.ts';
import { frameOf } from '../../bench/suites/simple/frame-assembler.ts';
import { BODY_BYTES_MAX } from '../../bench/suites/simple/protocol.ts';
import { type RecordCodec, recordCodec } from '../../bench/suites/simple/record-codec.ts';
import { type SimpleServer, startSimpleServer } from '../../bench/suites/simple/simple-server.ts';
import { DecodeError } from '../../src/base/errors.ts';
import { until } from './bench-process.ts';

const DONE = '0400000000000000646f6e65';

/** Runs `work` against a fresh server. */
async function withServer(
  t: ExecutionContext,
  work: (server: SimpleServer, socket: Socket) => Promise<void>,
  codec: RecordCodec = recordCodec,
): Promise<void> {
  const server = await startSimpleServer(codec);
  const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
  try {
    await once(socket, 'connect');
    await work(server, socket);
  } finally {
    socket.destroy();
    await server.close();
  }
  t.pass();
}

/** The next `count` bytes, in hexadecimal. */
async function receive(socket: Socket, count: number): Promise<string> {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  await until(() => received.length >= count);
  return received.toString('hex');
}

/** Writes and waits until the system has taken it, so that each call is a segment of its own. */
function writeSegment(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

test('a record is decoded to what was encoded, and the next one is another', (t) => {
  const records = new RecordGenerator({ seed: 'simple', workload: 'mraft' });
  t.deepEqual(recordCodec.decode(recordCodec.encode(5)), records.record(5));
  t.notDeepEqual(recordCodec.encode(6), recordCodec.encode(5));
});

test('a record is answered with done (TCP-10)', async (t) => {
  await withServer(t, async (_, socket) => {
    socket.write(frameOf(recordCodec.encode(1)));
    t.is(await receive(socket, 12), DONE);
  });
});

test('a header split over eight segments is understood (BUG-40)', async (t) => {
  await withServer(t, async (_, socket) => {
    const frame = frameOf(recordCodec.encode(1));
    for (const byte of frame.subarray(0, 8)) {
      await writeSegment(socket, Uint8Array.of(byte));
    }
    await writeSegment(socket, frame.subarray(8));
    t.is(await receive(socket, 12), DONE);
  });
});

test('requests sent together are all answered, in order', async (t) => {
  await withServer(t, async (_, socket) => {
    socket.write(Buffer.concat([1, 2, 3].map((n) => frameOf(recordCodec.encode(n)))));
    t.is(await receive(socket, 36), DONE.repeat(3));
  });
});

test('a length above 16 MiB closes the connection, and it is counted', async (t) => {
  await withServer(t, async (server, socket) => {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(BODY_BYTES_MAX + 1);
    socket.resume().write(header);
    await once(socket, 'close');
    t.is(server.refused(), 1);
  });
});

test('a body that is no record closes the connection after answering those before', async (t) => {
  await withServer(t, async (server, socket) => {
    const bad = frameOf(Buffer.from('this is no thrift'));
    socket.write(Buffer.concat([frameOf(recordCodec.encode(1)), bad]));
    const closed = once(socket, 'close');
    t.is(await receive(socket, 12), DONE);
    await closed;
    t.is(server.refused(), 1);
  });
});

test('one bad connection does not disturb another', async (t) => {
  await withServer(t, async (server, socket) => {
    const other = await openConnection(server.port);
    socket.resume().write(frameOf(Uint8Array.of(99)));
    await once(socket, 'close');
    await t.notThrowsAsync(
      sendPipeline(other, { frames: [frameOf(recordCodec.encode(7))], requests: 50, window: 8 }),
    );
  });
});

test('a pipeline of many more requests than its window is answered completely', async (t) => {
  await withServer(t, async (server) => {
    const socket = await openConnection(server.port);
    const frames = [1, 2, 3].map((n) => frameOf(recordCodec.encode(n)));
    await t.notThrowsAsync(sendPipeline(socket, { frames, requests: 5000, window: 16 }));
  });
});

test('a client whose server hangs up says after how many replies', async (t) => {
  let decoded = 0;
  const codec: RecordCodec = {
    encode: recordCodec.encode,
    decode: () => {
      decoded += 1;
      if (decoded > 5) {
        throw new DecodeError('enough', 0);
      }
    },
  };
  await withServer(
    t,
    async (server) => {
      const socket = await openConnection(server.port);
      const frames = [frameOf(recordCodec.encode(1))];
      await t.throwsAsync(sendPipeline(socket, { frames, requests: 10, window: 1 }), {
        message: /closed the connection after 5 replies/,
      });
    },
    codec,
  );
});
