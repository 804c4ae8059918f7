import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { Progress, type ProgressState } from '../../src/raft/progress.ts';
import { index } from '../branded.ts';

const LIMITS = { messagesMax: 3, bytesMax: 100 };

/** The same knowledge, kept as everything that ever happened. */
interface Slow {
  state: ProgressState;
  next: number;
  readonly acknowledged: number[];
  /** What was sent ahead since the state was entered. */
  sent: { readonly last: number; readonly bytes: number }[];
  hasProbed: boolean;
  snapshot: number;
}

const anyStep = fc.record({
  kind: fc.constantFrom(
    'send' as const,
    'send' as const,
    'acknowledge' as const,
    'acknowledge' as const,
    'reject' as const,
    'probe' as const,
    'replicate' as const,
    'snapshot' as const,
  ),
  a: fc.nat(20),
  b: fc.nat(60),
});

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

// Seen to fail with small messages left out of the window (`sent` in src/raft/progress.ts).
test('progress knows what a list of all that happened would say', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.array(anyStep), (next, steps) => {
      const progress = new Progress(index(next), LIMITS);
      const slow: Slow = {
        state: 'probe',
        next,
        acknowledged: [0],
        sent: [],
        hasProbed: false,
        snapshot: 0,
      };
      let matched = 0;
      for (const step of steps) {
        takeStep(t, progress, slow, step);
        compare(t, progress, slow);
        t.true(progress.matchIndex >= matched, 'a match is never unlearnt');
        matched = progress.matchIndex;
      }
    }),
    { numRuns: 500 },
  );
});

function takeStep(t: ExecutionContext, progress: Progress, slow: Slow, step: Step): void {
  const { kind, a, b } = step;
  switch (kind) {
    case 'send':
      if (!progress.paused) {
        send(progress, slow, a % 4, b);
      }
      return;
    case 'acknowledge': {
      // A follower acknowledges what it was sent, or what it had long before.
      const at = a % (slow.next + 1);
      const isNews = at > matchOf(slow);
      t.is(progress.acknowledge(index(at)), isNews);
      progress.inflight.acknowledge(index(at));
      slow.acknowledged.push(at);
      slow.next = Math.max(slow.next, at + 1);
      slow.sent = slow.sent.filter(({ last }) => last > at);
      slow.hasProbed &&= !isNews;
      return;
    }
    case 'reject':
      t.is(progress.reject(index(a), index(b)), reject(slow, a, b));
      return;
    case 'probe':
      progress.becomeProbe();
      enter(slow, 'probe', Math.max(matchOf(slow), slow.snapshot) + 1);
      return;
    case 'replicate':
      progress.becomeReplicate();
      enter(slow, 'replicate', matchOf(slow) + 1);
      return;
    case 'snapshot':
      progress.becomeSnapshot(index(a));
      enter(slow, 'snapshot', slow.next);
      slow.snapshot = a;
      return;
  }
}

/** Sends `count` entries from the next one on. */
function send(progress: Progress, slow: Slow, count: number, bytes: number): void {
  const last = slow.next - 1 + count;
  progress.sent(index(last), count, bytes);
  if (slow.state !== 'replicate') {
    slow.hasProbed = true;
  } else if (count > 0) {
    slow.sent.push({ last, bytes });
    slow.next = last + 1;
  }
}

/** Returns whether the refusal is of what was sent last. */
function reject(slow: Slow, rejected: number, agreedAtMost: number): boolean {
  const match = matchOf(slow);
  if (slow.state === 'replicate') {
    if (rejected <= match) {
      return false;
    }
    enter(slow, 'probe', match + 1);
    return true;
  }
  if (rejected !== slow.next - 1) {
    return false;
  }
  // As far back as the logs may agree, at least one step, never below what is known.
  slow.next = Math.max(match + 1, Math.min(rejected, agreedAtMost + 1));
  slow.hasProbed = false;
  return true;
}

function enter(slow: Slow, state: ProgressState, next: number): void {
  slow.state = state;
  slow.next = next;
  slow.sent = [];
  slow.hasProbed = false;
  slow.snapshot = 0;
}

function matchOf(slow: Slow): number {
  return Math.max(...slow.acknowledged);
}

function isPaused({ state, hasProbed, sent }: Slow): boolean {
  const bytes = sent.reduce((sum, message) => sum + message.bytes, 0);
  const isFull = sent.length >= LIMITS.messagesMax || bytes >= LIMITS.bytesMax;
  return state === 'snapshot' || (state === 'probe' ? hasProbed : isFull);
}

function compare(t: ExecutionContext, progress: Progress, slow: Slow): void {
  t.deepEqual(
    {
      state: progress.state,
      match: progress.matchIndex,
      next: progress.nextIndex,
      paused: progress.paused,
      inFlight: progress.inflight.messages,
    } as Record<string, unknown>,
    {
      state: slow.state,
      match: matchOf(slow),
      next: slow.next,
      paused: isPaused(slow),
      inFlight: slow.sent.length,
    },
  );
  t.true(progress.matchIndex < progress.nextIndex);
}
