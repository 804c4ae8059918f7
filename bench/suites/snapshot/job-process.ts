import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { unreachable } from '../../../src/base/invariant.ts';
import type { Cleanup } from '../../../src/cli/command/cleanup.ts';
import { RssAnonSampler } from './rss-anon.ts';
import type { SnapshotJob, SnapshotReport } from './snapshot-job.ts';

const PROGRAM = fileURLToPath(new URL('./snapshot-process.js', import.meta.url));

/** What an operation took, and the most memory its process had meanwhile. */
export interface JobOutcome {
  readonly seconds: number;
  readonly bytes: number;
  readonly peakRssAnonBytes: number;
}

/** One operation in a process of its own, whose memory is watched from here. */
export class JobProcess {
  readonly #child: ChildProcess;
  readonly #kill: () => void;
  readonly #prepared: Promise<void>;
  readonly #outcome: Promise<JobOutcome>;
  #sampler: RssAnonSampler | null = null;

  constructor(job: SnapshotJob, cleanup: Cleanup) {
    // With a way to collect garbage: what preparing left behind must not count.
    const child = fork(PROGRAM, [JSON.stringify(job)], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#kill = cleanup.defer(() => this.#end());
    this.#prepared = new Promise((resolve) => {
      child.on('message', ({ kind }: SnapshotReport) => kind === 'prepared' && resolve());
    });
    this.#outcome = outcomeOf(child, (bytes) => this.#stopSampling(bytes));
    this.#outcome.catch(() => undefined);
  }

  /** Waits until it has what it needs, and lets it begin. @throws when it fails before. */
  async begin(): Promise<void> {
    await Promise.race([this.#prepared, this.#outcome]);
    this.#sampler = new RssAnonSampler(this.#child.pid ?? 0);
    this.#child.send('begin');
  }

  /** @throws when it fails, or does not do what it should. */
  async outcome(): Promise<JobOutcome> {
    return await this.#outcome;
  }

  /** The most memory it had so far. */
  get peakRssAnonBytes(): number {
    return this.#sampler?.peakBytes ?? 0;
  }

  /** Ends it; one that only receives never ends by itself. */
  end(): void {
    this.#kill();
  }

  #stopSampling(lastBytes: number): number {
    this.#sampler?.note(lastBytes);
    this.#sampler?.stop();
    return this.peakRssAnonBytes;
  }

  #end(): void {
    this.#sampler?.stop();
    this.#child.kill('SIGKILL');
  }
}

function outcomeOf(
  child: ChildProcess,
  peakWith: (lastBytes: number) => number,
): Promise<JobOutcome> {
  return new Promise((resolve, reject) => {
    let outcome: JobOutcome | null = null;
    child.on('message', (report: SnapshotReport) => {
      switch (report.kind) {
        case 'prepared':
          return;
        case 'done': {
          const { seconds, bytes, rssAnonBytes } = report;
          outcome = { seconds, bytes, peakRssAnonBytes: peakWith(rssAnonBytes) };
          return;
        }
        case 'checked':
          if (outcome !== null) {
            resolve(outcome);
          }
          return;
        case 'failed':
          reject(new Error(report.message));
          return;
        default:
          unreachable(report);
      }
    });
    child.once('exit', (code, signal) => {
      reject(new Error(`a snapshot process ended early (${signal ?? `code ${code}`})`));
    });
  });
}
