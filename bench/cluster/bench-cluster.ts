import { rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { RaftLabError } from '../../src/base/errors.ts';
import { type GroupId, type NodeId, toGroupId } from '../../src/base/ids.ts';
import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import type { OperatorIntent } from '../../src/codec/client/request.ts';
import { TcpClient } from '../../src/io/client/tcp-client.ts';
import { type NodeConfig, parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess, type StatisticsReport } from '../../src/process/node-process.ts';
import { LOAD_CLIENT } from '../load/load-run.ts';
import { freePorts } from './free-ports.ts';

const HOST = '127.0.0.1';
const LEADER_TIMEOUT_MS = 30_000;
const POLL_MS = 10;

/** What a cluster is started with. */
export interface ClusterPlan {
  readonly directory: string;
  readonly nodes: number;
  readonly groups: number;
  readonly tuning: NodeConfig['tuning'];
  /** In memory when nothing is said. */
  readonly store?: NodeConfig['store'];
  /** Another program than raftlab, with the same configuration. */
  readonly program?: string;
}

/** Snapshots that nodes reported. */
export interface SnapshotReports {
  saved: number;
  installed: number;
  /** Longest time from a snapshot's first chunk to its installation. */
  installMs: number;
}

/** Nodes as processes of their own on this machine, and what they report. */
export class BenchCluster {
  readonly plan: ClusterPlan;
  readonly groups: readonly GroupId[];
  readonly snapshots: SnapshotReports = { saved: 0, installed: 0, installMs: 0 };
  /** Leaders elected so far. */
  elections = 0;
  readonly #cleanup: Cleanup;
  readonly #addresses: readonly string[];
  readonly #processes: NodeProcess[] = [];
  /** Groups in which the node that joined has installed a snapshot. */
  readonly #joined = new Set<number>();
  readonly #leaders = new Map<number, { readonly term: number; readonly leader: number }>();

  private constructor(plan: ClusterPlan, addresses: readonly string[], cleanup: Cleanup) {
    this.plan = plan;
    this.groups = Array.from({ length: plan.groups }, (_, i) => toGroupId(i));
    this.#cleanup = cleanup;
    this.#addresses = addresses;
  }

  /** Starts all nodes and waits until every group has a leader. */
  static async start(plan: ClusterPlan, cleanup: Cleanup): Promise<BenchCluster> {
    // One more port than nodes: for the one that joins later.
    const ports = await freePorts(plan.nodes + 1);
    const addresses = ports.map((port) => `${HOST}:${port}`);
    const cluster = new BenchCluster(plan, addresses, cleanup);
    for (let i = 0; i < plan.nodes; i++) {
      cluster.#add(i, false);
    }
    await cluster.startAll();
    return cluster;
  }

  get nodes(): readonly NodeId[] {
    return this.#processes.map((each) => each.node);
  }

  get processes(): readonly NodeProcess[] {
    return this.#processes;
  }

  /** Starts whatever does not run, and waits until every group has a leader. */
  async startAll(): Promise<void> {
    this.#leaders.clear();
    await Promise.all(
      this.#processes.filter((each) => !each.isRunning).map((each) => each.start()),
    );
    if (this.plan.program === undefined) {
      await this.untilLed();
    }
  }

  /** Ends every process at once, without warning. */
  async killAll(): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.stop('SIGKILL')));
  }

  /** Waits until every group has a leader. @throws RaftLabError TIMEOUT */
  async untilLed(): Promise<void> {
    const isLed = () => this.groups.every((group) => this.leaderOf(group) !== 0);
    if (!(await this.until(isLed, LEADER_TIMEOUT_MS))) {
      const missing = this.groups.filter((group) => this.leaderOf(group) === 0);
      throw new RaftLabError('TIMEOUT', `groups ${missing.join(', ')} have no leader`);
    }
  }

  /** Returns whether `condition` came to hold in time. */
  async until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!condition()) {
      if (performance.now() > deadlineMs) {
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return true;
  }

  /** 0 when unknown, or when its process does not run. */
  leaderOf(group: GroupId): NodeId {
    const node = this.#leaders.get(group)?.leader ?? 0;
    const runs = this.#processes.some((each) => each.node === node && each.isRunning);
    return (runs ? node : 0) as NodeId;
  }

  /** The node that leads the most groups, and the one that leads the fewest. */
  byLeaderships(): { readonly most: NodeProcess; readonly fewest: NodeProcess } {
    const count = (each: NodeProcess) =>
      this.groups.filter((group) => this.leaderOf(group) === each.node).length;
    const sorted = [...this.#processes].sort((a, b) => count(b) - count(a));
    return {
      most: sorted[0] as NodeProcess,
      fewest: sorted[sorted.length - 1] as NodeProcess,
    };
  }

  async statistics(): Promise<StatisticsReport[]> {
    return await Promise.all(
      this.#processes.filter((each) => each.isRunning).map((each) => each.statistics()),
    );
  }

  /**
   * Lets every replica save a snapshot, then adds a new node to every group: it lacks what whoever
   * leads has dropped, and is caught up by a snapshot. Returns in how many groups it was.
   */
  async joinBySnapshot(timeoutMs: number): Promise<number> {
    const deadlineMs = performance.now() + timeoutMs;
    const left = () => Math.max(0, deadlineMs - performance.now());
    const operator = new TcpClient({ ...LOAD_CLIENT, nodes: this.nodes });
    try {
      const replicas = this.#processes.map((each) => each.node);
      const joiner = this.#add(this.#processes.length, true);
      // It listens before anybody knows of it: leaders that call in vain wait before they call again.
      await Promise.all([joiner.start(), this.#saveSnapshots(operator, replicas, left())]);
      await this.#addLearner(operator, joiner);
      await this.until(() => this.#joined.size >= this.groups.length, left());
      return this.#joined.size;
    } finally {
      operator.close();
    }
  }

  /** Ends everything and removes what the nodes wrote. */
  async dispose(): Promise<void> {
    await this.killAll();
    rmSync(this.plan.directory, { recursive: true, force: true });
  }

  /** Not only leaders: another that is elected before the new node comes must have dropped it too. */
  async #saveSnapshots(
    operator: TcpClient,
    replicas: readonly NodeId[],
    timeoutMs: number,
  ): Promise<void> {
    const before = this.snapshots.saved;
    const asked = await Promise.all(
      replicas.flatMap((node) =>
        this.groups.map((group) => this.#ask(operator, group, { kind: 'snapshot' }, node)),
      ),
    );
    const accepted = asked.filter((isDone) => isDone).length;
    await this.until(() => this.snapshots.saved - before >= accepted, timeoutMs);
  }

  async #addLearner(operator: TcpClient, joiner: NodeProcess): Promise<void> {
    const { node, config } = joiner;
    const changes = [{ kind: 'addLearner', node, address: config.address } as const];
    const change = {
      initial: false,
      expectedChangeId: null,
      transition: 'single',
      changes,
    } as const;
    const request = { kind: 'changeMembership', change } as const;
    await Promise.all(this.groups.map((group) => this.#ask(operator, group, request)));
  }

  /** @param pinned - ask this node rather than the leader. */
  async #ask(
    operator: TcpClient,
    group: GroupId,
    request: OperatorIntent,
    pinned?: NodeId,
  ): Promise<boolean> {
    const outcome = await operator.perform(group, { kind: 'operator', request }, pinned);
    return outcome.kind === 'done';
  }

  #add(index: number, join: boolean): NodeProcess {
    const members = this.#addresses.slice(0, this.plan.nodes);
    const config = parseNodeConfig({
      address: this.#addresses[index],
      directory: joinPath(this.plan.directory, `node-${index + 1}`),
      groups: this.groups,
      join,
      ...(join ? { contacts: members } : { members }),
      store: this.plan.store,
      tuning: this.plan.tuning,
    });
    const added = new NodeProcess(config, this.plan.program ?? null);
    this.#cleanup.defer(() => added.killNow());
    added.onReport((report) => {
      if (report.kind === 'leader') {
        this.#noteLeader(report.group, report.term, report.leader);
      } else if (report.kind === 'snapshot') {
        this.#noteSnapshot(report.action, report.micros);
        if (join && report.action === 'installed') {
          this.#joined.add(report.group);
        }
      }
    });
    this.#processes.push(added);
    return added;
  }

  #noteLeader(group: number, term: number, leader: number): void {
    const known = this.#leaders.get(group);
    if (known !== undefined && (term < known.term || (term === known.term && leader === 0))) {
      return;
    }
    if (leader !== 0 && (known === undefined || known.leader === 0 || term > known.term)) {
      this.elections++;
    }
    this.#leaders.set(group, { term, leader });
  }

  #noteSnapshot(action: 'saved' | 'installed', micros: number): void {
    this.snapshots[action]++;
    if (action === 'installed') {
      this.snapshots.installMs = Math.max(this.snapshots.installMs, micros / 1000);
    }
  }
}
