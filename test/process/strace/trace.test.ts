import test from 'ava';
import { escaped, firstText, parseTrace } from './trace.ts';
import { TracedLog } from './traced-log.ts';

const LOG = escaped(Buffer.from('data/log-0000000000000001'));
const VALUE = Buffer.from('v1');

test('a call that another thread interrupts is put together, and ends when it was resumed', (t) => {
  const text = [
    '11    100.000010 fdatasync(20 <unfinished ...>',
    `12    100.000020 write(3, "${escaped(Buffer.from('a'))}", 1) = 1 <0.000005>`,
    '11    100.000050 <... fdatasync resumed>) = 0 <0.000044>',
    '11    100.000060 --- SIGTERM {si_signo=SIGTERM} ---',
    '12    100.000070 close(3) = -1 EBADF (Bad file descriptor) <0.000001>',
    '11    100.000080 +++ exited with 0 +++',
  ].join('\n');
  t.deepEqual(
    parseTrace(text).map(({ name, startMicros, endMicros, result }) => [
      name,
      startMicros - 100e6,
      endMicros - 100e6,
      result,
    ]),
    [
      ['write', 20, 25, 1],
      ['fdatasync', 10, 54, 0],
      ['close', 70, 71, -1],
    ],
  );
});

test('a line that strace does not write is not passed over', (t) => {
  t.throws(() => parseTrace('11 100.000010 fdatasync(20'), { message: /does not know/ });
  t.throws(() => parseTrace('11 100.000010 <... write resumed>) = 0 <0.000001>'), {
    message: /does not know/,
  });
});

test('a sync that began before the write was over promises nothing for it', (t) => {
  const lines = (syncLine: string) => [
    `11 100.000001 openat(AT_FDCWD, "${LOG}", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 20 <0.000001>`,
    `11 100.000010 pwrite64(20, "${escaped(VALUE)}", 2, 0) = 2 <0.000005>`,
    syncLine,
  ];
  const durable = (syncLine: string) =>
    new TracedLog(parseTrace(lines(syncLine).join('\n'))).durableMicros(VALUE, 'fdatasync');
  t.is(durable('12 100.000012 fdatasync(20) = 0 <0.000020>'), null);
  t.is(durable('12 100.000020 fdatasync(21) = 0 <0.000020>'), null, 'another file');
  t.is(durable('12 100.000020 fdatasync(20) = -1 EIO (Input/output error) <0.000020>'), null);
  t.is(durable('12 100.000020 fdatasync(20) = 0 <0.000020>'), 100e6 + 40);
});

test('a string of a call is read back', (t) => {
  t.is(firstText(`AT_FDCWD, "${LOG}", O_RDWR`), 'data/log-0000000000000001');
});
