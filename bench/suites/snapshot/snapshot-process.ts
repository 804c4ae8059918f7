import { once } from 'node:events';
import { unreachable } from '../../../src/base/invariant.ts';
import { Host, type HostedNode } from '../../../src/io/host.ts';
import { rssAnonBytes } from './rss-anon.ts';
import { install, save } from './save-and-install.ts';
import type { SnapshotJob, SnapshotReport } from './snapshot-job.ts';
import { emptyMachine, expectFull, fullMachine } from './snapshot-state.ts';
import { StreamReceiver, StreamSender } from './stream-node.ts';

const BIND_HOST = '127.0.0.1';

// The parent may be killed without a chance to say so; its end of the channel then closes.
process.on('disconnect', () => process.exit(0));

try {
  await carryOut(JSON.parse(process.argv[2] ?? ''));
} catch (error) {
  report({ kind: 'failed', message: (error as Error).message });
}

async function carryOut(job: SnapshotJob): Promise<void> {
  switch (job.kind) {
    case 'save': {
      const machine = fullMachine(job);
      await time(() => save(job, machine));
      report({ kind: 'checked' });
      return;
    }
    case 'install': {
      const machine = emptyMachine();
      await time(() => install(job, machine));
      expectFull(machine, job);
      report({ kind: 'checked' });
      return;
    }
    case 'receive': {
      await begin();
      const host = new Host(
        (ports) => new StreamReceiver(job, ports),
        { directory: job.directory },
        expectQuiet,
      );
      await host.start(BIND_HOST);
      return;
    }
    case 'send': {
      await begin();
      const done = (seconds: number, bytes: number) => {
        reportDone(seconds, bytes);
        report({ kind: 'checked' });
      };
      const node = (ports: ConstructorParameters<typeof StreamSender>[1]): HostedNode =>
        new StreamSender(job, ports, done);
      await new Host(node, { directory: job.directory }, expectQuiet).start(BIND_HOST);
      return;
    }
    default:
      unreachable(job);
  }
}

/** Says that everything is in place, without garbage, and waits for the word. */
async function begin(): Promise<void> {
  globalThis.gc?.();
  const word = once(process, 'message');
  report({ kind: 'prepared' });
  await word;
}

/** @param work - returns the bytes it handled. */
async function time(work: () => Promise<number>): Promise<void> {
  await begin();
  const startMs = performance.now();
  const bytes = await work();
  reportDone((performance.now() - startMs) / 1000, bytes);
}

function reportDone(seconds: number, bytes: number): void {
  report({ kind: 'done', seconds, bytes, rssAnonBytes: rssAnonBytes('self') });
}

function expectQuiet(): void {
  // These nodes have nothing to notify anybody of.
}

function report(message: SnapshotReport): void {
  process.send?.(message);
}
