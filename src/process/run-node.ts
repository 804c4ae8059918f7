import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { addressOfNodeId } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import { NO_NODE } from '../base/ids.ts';
import type { Notice } from '../engine/events.ts';
import { RaftNode } from '../engine/node.ts';
import { Host } from '../io/host.ts';
import type { HostPort } from '../io/network/listen-on.ts';
import { mutualTls, type TlsMaterial } from '../io/network/mutual-tls.ts';
import type { Transport } from '../io/network/transport.ts';
import { exitCodeOf } from './exit-code.ts';
import { failureText } from './failure-text.ts';
import { membershipText } from './membership-text.ts';
import { MetricsEndpoint } from './metrics/metrics-endpoint.ts';
import { NodeMetrics } from './metrics/node-metrics.ts';
import { bindHostOf, metricsAtOf, type NodeConfig, nodeOptionsOf } from './node-config.ts';
import type { NodeQuestion, NodeReport } from './node-messages.ts';
import { SaidOnce } from './said-once.ts';

/** How much a node says about itself: 0 errors, 1 what changed, 2 everything. */
export type Verbosity = 0 | 1 | 2;

/**
 * Runs a node until it is told to stop, or cannot go on.
 *
 * @param tls - what encrypts its connections; null where they are in the clear.
 * @returns the exit code of the process: 0 after SIGTERM or SIGINT, see `exitCodeOf` after a failure.
 */
export async function runNode(
  config: NodeConfig,
  tls: TlsMaterial | null,
  verbosity: Verbosity,
): Promise<number> {
  const run = new NodeRun(config, tls, verbosity);
  return await run.untilEnd();
}

class NodeRun {
  readonly #config: NodeConfig;
  readonly #verbosity: Verbosity;
  readonly #host: Host<RaftNode>;
  readonly #removed = new Set<number>();
  readonly #repeated: SaidOnce;
  readonly #metrics: NodeMetrics | null;
  #hasEnded = false;
  #end: (exitCode: number) => void = () => undefined;

  constructor(config: NodeConfig, tls: TlsMaterial | null, verbosity: Verbosity) {
    this.#config = config;
    this.#verbosity = verbosity;
    const options = nodeOptionsOf(config, {
      hostname: hostname().replace(/[^ -~]/g, '?'),
      seed: randomInt(2 ** 32 - 1),
      // Drawn, since a clock may step back: below 2^52, with room for 2^52 reads.
      firstReadId: randomInt(2 ** 47) * 32,
    });
    this.#host = new Host(
      (ports) => new RaftNode(options, ports),
      { directory: config.directory, walDirectory: config.walDirectory, ...transportOf(tls) },
      (notice) => {
        this.#metrics?.onNotice(notice);
        this.#onNotice(notice);
      },
      (address, reason) => this.#repeated.say(`no connection with ${address}: ${reason}`),
    );
    this.#repeated = new SaidOnce((text) => this.#say(1, text));
    this.#metrics = metricsAtOf(config) === null ? null : new NodeMetrics(this.#host);
  }

  async untilEnd(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.#end = (exitCode) => {
        this.#hasEnded = true;
        resolve(exitCode);
      };
    });
    const stop = () => this.#end(0);
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('message', (question: NodeQuestion) => this.#answer(question));
    // Whoever started this process is gone: nobody would ever stop it.
    process.on('disconnect', stop);
    const endpoint = this.#metrics === null ? null : new MetricsEndpoint(this.#metrics);
    try {
      // Before the node reads its disk: who is refused here has touched nothing.
      await endpoint?.listen(metricsAtOf(this.#config) as HostPort);
      await this.#host.start(bindHostOf(this.#config));
    } catch (error) {
      this.#fail(error as Error);
    }
    const exitCode = await ended;
    endpoint?.close();
    // Also after a failure: its answers are to leave.
    await this.#host.stop();
    return exitCode;
  }

  #warnOfEvenVoters(): void {
    const voters = this.#config.members.length;
    if (voters > 0 && voters % 2 === 0) {
      this.#say(
        0,
        `warning: ${voters} voters survive the loss of as many as ${voters - 1} do; an odd number is better`,
      );
    }
  }

  #onNotice(notice: Notice): void {
    if (this.#hasEnded) {
      // The reason is said; whatever else happened in the same turn is of no use to anybody.
      return;
    }
    switch (notice.kind) {
      case 'ready':
        this.#say(1, `node ${this.#config.address} is ready`);
        this.#warnOfEvenVoters();
        report({ kind: 'ready' });
        return;
      case 'nodeFailed':
        this.#fail(notice.error);
        return;
      case 'replicaRemoved':
        this.#onRemoved(notice.group, notice.error);
        return;
      case 'replicaQuarantined':
        this.#say(0, `group ${notice.group} stopped: ${this.#textOf(notice.error)}`);
        return;
      case 'strangerMet':
        this.#say(0, `a node is not listened to: ${this.#textOf(notice.error)}`);
        return;
      case 'leaderChanged': {
        const { group, term, leader } = notice;
        this.#say(
          2,
          `group ${group}: term ${term}, leader ${leader === NO_NODE ? 'unknown' : addressOfNodeId(leader)}`,
        );
        report({ kind: 'leader', group, term, leader });
        return;
      }
      case 'membershipChanged': {
        const { group, membership } = notice;
        const names = membershipText(membership);
        this.#say(1, `group ${group}: members changed by entry ${membership.changeId}: ${names}`);
        return;
      }
      case 'snapshotSaved':
      case 'snapshotInstalled': {
        const action = notice.kind === 'snapshotSaved' ? 'saved' : 'installed';
        const { group, bytes, micros } = notice;
        this.#say(2, `group ${group}: snapshot at ${notice.index} ${action}, ${bytes} bytes`);
        report({ kind: 'snapshot', action, group, bytes, micros });
        return;
      }
      case 'snapshotTransfer': {
        const { group, peer, what, offset } = notice;
        const name = addressOfNodeId(peer);
        this.#say(2, `group ${group}: snapshot with ${name} ${what} at byte ${offset}`);
        report({ kind: 'transfer', group, what });
        return;
      }
      case 'databaseRefilled':
        this.#say(
          1,
          `group ${notice.group}: the database was behind the log and was filled anew from the ` +
            `snapshot at ${notice.index}`,
        );
        return;
      case 'waitingForAdmission':
        this.#repeated.say(
          `group ${notice.group} does not know this node yet: add it as a learner`,
        );
        return;
    }
  }

  /** A node that no group wants any more has nothing left to do. */
  #onRemoved(group: number, error: RaftLabError): void {
    this.#removed.add(group);
    if (this.#host.node.replicas.size <= this.#removed.size) {
      this.#fail(error);
    } else {
      this.#say(0, this.#textOf(error));
    }
  }

  #fail(error: Error): void {
    const code = error instanceof RaftLabError ? error.code : 'INTERNAL';
    this.#say(0, this.#textOf(error));
    report({ kind: 'failed', code, message: error.message });
    this.#end(exitCodeOf(error));
  }

  #textOf(error: Error): string {
    const text = failureText(error, this.#config);
    return this.#verbosity === 2 && error.stack !== undefined ? `${text}\n${error.stack}` : text;
  }

  #answer(question: NodeQuestion): void {
    if (question.kind === 'statistics') {
      const { user, system } = process.cpuUsage();
      report({
        kind: 'statistics',
        syncs: this.#host.node.syncs,
        droppedFrames: this.#host.node.dropped,
        ...this.#host.node.counts,
        ...this.#host.statistics,
        cpuMicros: user + system,
        residentBytes: process.memoryUsage.rss(),
      });
    }
  }

  #say(level: Verbosity, text: string): void {
    if (level <= this.#verbosity) {
      process.stderr.write(`raftlab: ${text}\n`);
    }
  }
}

function transportOf(tls: TlsMaterial | null): { readonly transport?: Transport } {
  return tls === null ? {} : { transport: mutualTls(tls) };
}

function report(message: NodeReport): void {
  process.send?.(message);
}
