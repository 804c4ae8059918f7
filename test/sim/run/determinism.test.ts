import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import type { RunResult } from '../../../sim/run/run-result.ts';
import { randomCourse } from '../../../sim/run/run-seed.ts';
import type { Tamper } from '../../../sim/world/peer-frames.ts';
import type { VoteRequest } from '../../../src/raft/message.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { index, term } from '../../branded.ts';
import { shortRun } from './hash-of-seed.ts';

const [FIRST, SECOND] = ['1', '11'] as const;
const SEEDS = [FIRST, SECOND];
const SCRIPT = fileURLToPath(new URL('./hash-of-seed.js', import.meta.url));

const untouched = new Map<string, RunResult>(SEEDS.map((seed) => [seed, shortRun(seed)]));

function tampered(seed: string, tamper: Tamper) {
  return shortRun(seed, (simulation) => {
    simulation.world.tamperWith(tamper);
    randomCourse(simulation);
  });
}

function untouchedHash(seed: string): string {
  return untouched.get(seed)?.hash ?? 'never run';
}

test('the same seed gives the same run, event for event', (t) => {
  for (const [seed, first] of untouched) {
    const second = shortRun(seed);
    t.is(second.hash, first.hash);
    t.deepEqual(second.counts, first.counts);
    t.is(first.verdict, 'pass');
    t.true(first.counts.events > 1000);
  }
});

test('the same seed gives the same hash in other processes', async (t) => {
  const hashes = await Promise.all(
    [1, 2].map(() => promisify(execFile)(process.execPath, [SCRIPT, FIRST])),
  );
  const expected = untouchedHash(FIRST);
  t.deepEqual(
    hashes.map(({ stdout }) => stdout),
    [expected, expected],
  );
});

test('other seeds give other hashes', (t) => {
  t.is(new Set([...untouched.values()].map(({ hash }) => hash)).size, SEEDS.length);
});

test('a look at every delivered frame changes nothing', (t) => {
  t.is(tampered(FIRST, () => undefined).hash, untouchedHash(FIRST));
});

for (const seed of SEEDS) {
  test(`one flipped bit of one delivered frame changes the hash of seed ${seed}`, (t) => {
    const { hash } = tampered(seed, (bytes, delivered) => {
      if (delivered === 100) {
        const last = bytes.length - 1;
        bytes[last] = (bytes[last] as number) ^ 1;
      }
    });
    t.not(hash, untouchedHash(seed));
  });

  test(`one voter that votes otherwise changes the hash of seed ${seed}`, (t) => {
    const asked = { before: 0, now: 0 };
    const same = withVoters(seed, (request) => {
      asked.before++;
      return request;
    });
    t.is(same.hash, untouchedHash(seed));
    t.true(asked.before > 0);
    // The frame that arrives is the same: it is the voter that finds the candidate's log too short.
    const other = withVoters(seed, (request) =>
      asked.now++ === 0 ? { ...request, lastIndex: index(0), lastTerm: term(0) } : request,
    );
    t.not(other.hash, same.hash);
  });
}

/** A run in which every voter sees vote requests as `change` makes them. */
function withVoters(seed: string, change: (request: VoteRequest) => VoteRequest) {
  const wrapped = new Set<Raft>();
  return shortRun(seed, (simulation) => {
    simulation.world.observe({
      afterTurn: ({ node }) => {
        for (const { raft } of node?.replicas.values() ?? []) {
          if (!wrapped.has(raft)) {
            wrapped.add(raft);
            const step = raft.step.bind(raft);
            raft.step = (message) =>
              step(message.kind === 'voteRequest' ? change(message) : message);
          }
        }
      },
    });
    randomCourse(simulation);
  });
}
