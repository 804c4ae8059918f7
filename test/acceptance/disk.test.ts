import test from 'ava';
import { crashAnywhere } from '../../sim/crash/crash-anywhere.ts';
import { crashConfig } from '../../sim/crash/crash-run.ts';
import { readU32 } from '../../src/base/bytes.ts';
import { type ErrorCode, RaftLabError } from '../../src/base/errors.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import { segmentFile } from '../../src/storage/file-names.ts';
import { group, index, node, term } from '../branded.ts';
import { BenchNode, groupsOf } from '../engine/bench-node.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';

const FIRST = segmentFile(1);
const TUNING = { segmentBytes: 4096, snapshotEntries: 1e9, compactionOverhead: 0 };

function copyOf(files: ReadonlyMap<string, Uint8Array>): MemoryDisk {
  const disk = new MemoryDisk();
  for (const [file, bytes] of files) {
    disk.files.set(file, bytes.slice());
  }
  return disk;
}

/** A byte in the middle of each batch's header. */
function batchesOf(bytes: Uint8Array): number[] {
  const starts = Array.from({ length: bytes.length / 512 }, (_, i) => i * 512);
  return starts.filter((at) => readU32(bytes, at) === 0x54_42_4c_52).map((at) => at + 20);
}

function voteRequest(from: number, inTerm: number) {
  const envelope = { from: node(from), to: node(1), term: term(inTerm) };
  const log = { lastIndex: index(1), lastTerm: term(1) };
  return { kind: 'voteRequest' as const, ...envelope, ...log, transfer: true };
}

function errorsOf(bench: BenchNode): Error[] {
  const failed = bench.noticed('nodeFailed').map(({ error }) => error);
  return [...failed, ...bench.noticed('replicaQuarantined').map(({ error }) => error)];
}

function codesOf(bench: BenchNode): ErrorCode[] {
  return errorsOf(bench).map((error) => (error as RaftLabError).code);
}

// Fails when `decodeBatch` (src/storage/log/batch.ts) does not compare the checksum.
test("item 3: a power cut at any byte of a vote's write leaves either no vote or all of it, and never two in a term", (t) => {
  const bench = BenchNode.started(groupsOf([1, 2, 3]));
  const before = new Map([...bench.disk.files].map(([file, bytes]) => [file, bytes.slice()]));
  bench.deliver(voteRequest(2, 5));
  bench.settle();
  t.like(bench.sentOf('voteResponse').at(-1), { term: term(5), granted: true });
  const after = bench.disk.files.get(FIRST) as Uint8Array;
  const old = before.get(FIRST) as Uint8Array;
  const from = after.findIndex((byte, at) => byte !== old[at]);
  const end = from + 512;
  const outcomes = new Set<string>();
  for (let cut = from; cut <= end; cut++) {
    const left = old.slice();
    left.set(after.subarray(from, cut), from);
    const disk = copyOf(before);
    disk.files.set(FIRST, left);
    const restarted = BenchNode.started(groupsOf([1, 2, 3]), {}, disk);
    t.deepEqual(errorsOf(restarted), []);
    const state = restarted.node.replicas.get(group(1))?.raft.state;
    outcomes.add(`term ${state?.term}, vote ${state?.vote}`);
    restarted.deliver(voteRequest(3, 5));
    restarted.settle();
    const granted = restarted.sentOf('voteResponse').filter(({ granted: yes }) => yes);
    // No answer to the first candidate has left before all of it was written.
    t.is(granted.length, state?.vote === node(2) ? 0 : 1, `cut after ${cut - from} bytes`);
  }
  t.deepEqual([...outcomes], [`term 1, vote 0`, `term 5, vote ${node(2)}`]);
});

// Fails when `#request` of LogWriter asks once more for what failed, and when `findLoss`
// (src/storage/log/segment-scan.ts) finds nothing.
test("item 29: a failed sync is never tried again, and damage before the log's end is never cut off", (t) => {
  const bench = BenchNode.leading(1, TUNING);
  let syncs = 0;
  // Only the first: a second one would succeed, and mean nothing.
  bench.disk.failure = ({ kind }) => (kind === 'sync' && ++syncs === 1 ? 'EIO' : null);
  const lost = bench.put('k', 'v');
  bench.settle();
  t.deepEqual(codesOf(bench), ['DISK_FAILED']);
  t.deepEqual(
    bench.answersTo(lost).filter(({ kind }) => kind === 'written'),
    [],
  );
  t.is(syncs, 1);
  const asked = bench.disk.requests.length;
  bench.tick(30);
  t.is(bench.disk.requests.length, asked, 'nothing more is asked of the disk');

  const whole = BenchNode.leading(1, TUNING);
  for (let i = 0; i < 30; i++) {
    whole.put(`k${i}`, '.'.repeat(200));
    whole.settle();
  }
  const segments = [...whole.disk.files.keys()].filter((file) => file.startsWith('log-')).sort();
  t.true(segments.length > 2);
  for (const file of segments.slice(0, -2)) {
    const gone = copyOf(whole.disk.files);
    gone.files.delete(file);
    t.deepEqual(codesOf(BenchNode.started(groupsOf([1]), TUNING, gone)), ['LOG_CORRUPT'], file);
    for (const at of [0, ...batchesOf(whole.disk.files.get(file) as Uint8Array)]) {
      const damaged = copyOf(whole.disk.files);
      const bytes = damaged.files.get(file) as Uint8Array;
      bytes[at] = (bytes[at] as number) ^ 4;
      const [error] = errorsOf(BenchNode.started(groupsOf([1]), TUNING, damaged));
      t.is((error as RaftLabError | undefined)?.code, 'LOG_CORRUPT', `${file} at ${at}`);
      t.regex(
        error?.message ?? '',
        new RegExp(`${file} at byte \\d+.*restore the file, or remove`),
      );
    }
  }
  const nothing = copyOf(whole.disk.files);
  for (const file of segments) {
    nothing.files.delete(file);
  }
  t.deepEqual(codesOf(BenchNode.started(groupsOf([1]), TUNING, nothing)), ['LOG_LOST']);
});

// Fails when publishFile (src/storage/disk-task.ts) or createSegment (src/storage/log/segment-file.ts)
// does not sync the directory.
test('item 30: files that were created, renamed or removed are so after a power cut too', (t) => {
  const config = crashConfig('11', { durationMicros: 1_500_000 });
  const { failures, reboots } = crashAnywhere(config, { checksum: nodeChecksum, utf8: nodeUtf8 });
  t.deepEqual(failures, []);
  t.true(reboots > 500);
});

/** A node that starts, writes, rotates its log and saves a snapshot; what it has acknowledged. */
function life(failedRequest: number | null) {
  const disk = new MemoryDisk();
  let requests = 0;
  const acknowledged = new Map<string, string>();
  let failed: StorageRequest | null = null;
  disk.failure = (request) => {
    if (++requests !== failedRequest) {
      return null;
    }
    failed = request;
    return 'EIO';
  };
  const bench = BenchNode.leading(1, TUNING, disk);
  const put = (key: string, value: string) => {
    const id = bench.put(key, value);
    bench.settle();
    if (bench.answersTo(id).some(({ kind }) => kind === 'written')) {
      acknowledged.set(key, value);
    }
  };
  for (let i = 0; i < 8; i++) {
    put(`k${i}`, `${i}`.repeat(600));
  }
  bench.operate({ kind: 'snapshot' });
  bench.settle();
  put('last', 'one');
  bench.tick(3);
  return { bench, disk, requests, acknowledged, failed: failed as StorageRequest | null };
}

// Fails when `#fail` of LogWriter does not remember that it failed, and when `expectOutcome`
// (src/storage/disk-task.ts) takes a failure for an outcome.
test('item 53: no error of a disk is taken for success', (t) => {
  const { requests, acknowledged } = life(null);
  t.is(acknowledged.size, 9);
  t.true(requests > 40);
  for (let at = 1; at <= requests; at++) {
    const broken = life(at);
    const what = `request ${at}, ${JSON.stringify(broken.failed?.kind)}`;
    t.true(errorsOf(broken.bench).length > 0, `${what}: somebody is told`);
    t.true(
      errorsOf(broken.bench).every((error) => error instanceof RaftLabError),
      what,
    );
    broken.disk.failure = () => null;
    const again = BenchNode.started(groupsOf([1]), TUNING, copyOf(broken.disk.files));
    again.tick(20);
    for (const [key, value] of broken.acknowledged) {
      t.is(again.textOf(key), value, `${what}: ${key} was acknowledged`);
    }
  }
});
