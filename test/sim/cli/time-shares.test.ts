import test from 'ava';
import { sampleTime, sharesOf } from '../../../sim/cli/time-shares.ts';

const frame = (url: string, functionName = 'f') => ({
  functionName,
  url,
  scriptId: '0',
  lineNumber: 0,
  columnNumber: 0,
});

test('what an oracle calls counts for the oracle, and what the platform does for its caller', (t) => {
  const shares = sharesOf({
    startTime: 0,
    endTime: 0,
    nodes: [
      { id: 1, callFrame: frame('', '(root)'), children: [2, 7, 8] },
      { id: 2, callFrame: frame('file:///x/dist/sim/world/world.js'), children: [3, 5] },
      { id: 3, callFrame: frame('file:///x/dist/sim/oracles/durable-logs.js'), children: [4] },
      { id: 4, callFrame: frame('file:///x/dist/src/storage/log/batch.js') },
      { id: 5, callFrame: frame('file:///x/dist/src/engine/node.js'), children: [6] },
      { id: 6, callFrame: frame('node:zlib', 'crc32') },
      { id: 7, callFrame: frame('', '(garbage collector)') },
      { id: 8, callFrame: frame('', '(idle)') },
    ],
    samples: [2, 3, 4, 5, 6, 7, 8],
    timeDeltas: [10, 10, 20, 15, 25, 20, 1000],
  });
  t.deepEqual(shares, [
    { use: 'engine', percent: 40 },
    { use: 'oracles', percent: 30 },
    { use: 'garbage', percent: 20 },
    { use: 'world', percent: 10 },
  ]);
});

test('sampling returns what the sampled function returns', (t) => {
  t.is(sampleTime(() => 42).value, 42);
});
