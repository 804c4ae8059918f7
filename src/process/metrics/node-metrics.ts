import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Notice } from '../../engine/events.ts';
import type { RaftNode } from '../../engine/node.ts';
import type { Replica } from '../../engine/replica.ts';
import type { HostStatistics } from '../../io/host.ts';

/** A node in this process, as far as metrics look at it. */
export interface MeasuredHost {
  readonly node: RaftNode;
  readonly statistics: HostStatistics;
}

/** What is read of each group whenever somebody asks. */
const OF_GROUPS: readonly (readonly [name: string, help: string, (replica: Replica) => number])[] =
  [
    ['term', 'Term of the group as this node knows it', ({ raft }) => raft.state.term],
    ['leading', '1 where this node leads the group', ({ raft }) => Number(raft.state.isLeader)],
    ['running', '0 where this node has stopped the group', ({ isRunning }) => Number(isRunning)],
    [
      'commit_index',
      'Index of the last entry that is committed',
      ({ raft }) => raft.state.log.commitIndex,
    ],
    [
      'applied_index',
      'Index of the last entry that is applied',
      ({ raft }) => raft.state.log.appliedIndex,
    ],
    ['last_index', 'Index of the last entry in the log', ({ raft }) => raft.state.log.lastIndex],
    [
      'snapshot_index',
      'Index of the last entry in the newest snapshot',
      ({ snapshot }) => snapshot.position.index,
    ],
  ];

/** Counters and gauges of one node, and of its process, in the format of Prometheus. */
export class NodeMetrics {
  readonly #registry = new Registry();
  readonly #leaderChanges: Counter<'group'>;
  readonly #snapshots: Counter<'group' | 'action'>;
  readonly #snapshotBytes: Counter<'group' | 'action'>;

  constructor(host: MeasuredHost) {
    collectDefaultMetrics({ register: this.#registry });
    this.#measureGroups(host);
    this.#countNode(host);
    this.#leaderChanges = new Counter({
      name: 'raftlab_leader_changes_total',
      help: 'Times that this node learnt of another leader, or of none',
      labelNames: ['group'],
      registers: [this.#registry],
    });
    const labelNames = ['group', 'action'] as const;
    this.#snapshots = new Counter({
      name: 'raftlab_snapshots_total',
      help: 'Snapshots that were saved here, or installed from another node',
      labelNames,
      registers: [this.#registry],
    });
    this.#snapshotBytes = new Counter({
      name: 'raftlab_snapshot_bytes_total',
      help: 'Bytes of them',
      labelNames,
      registers: [this.#registry],
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  onNotice(notice: Notice): void {
    switch (notice.kind) {
      case 'leaderChanged':
        this.#leaderChanges.inc({ group: String(notice.group) });
        return;
      case 'snapshotSaved':
      case 'snapshotInstalled': {
        const action = notice.kind === 'snapshotSaved' ? 'saved' : 'installed';
        const labels = { group: String(notice.group), action };
        this.#snapshots.inc(labels);
        this.#snapshotBytes.inc(labels, notice.bytes);
        return;
      }
      default:
        return;
    }
  }

  /** Everything, in the text format. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  #measureGroups({ node }: MeasuredHost): void {
    for (const [name, help, measure] of OF_GROUPS) {
      new Gauge({
        name: `raftlab_group_${name}`,
        help,
        labelNames: ['group'],
        registers: [this.#registry],
        collect() {
          this.reset();
          for (const replica of node.replicas.values()) {
            this.set({ group: String(replica.group) }, measure(replica));
          }
        },
      });
    }
  }

  #countNode(host: MeasuredHost): void {
    const { node } = host;
    this.#count('log_syncs', 'Times that the log was synced', () => node.syncs);
    this.#count('messages_sent', 'Messages to peers', () => node.counts.messagesSent);
    this.#count(
      'coalesced_heartbeats',
      'Heartbeats, and answers to them, that shared a message',
      () => node.counts.coalescedHeartbeats,
    );
    this.#count('quiesce_entered', 'Replicas that fell asleep', () => node.counts.quiesceEntered);
    this.#count('quiesce_woken', 'Replicas that were woken', () => node.counts.quiesceWoken);
    this.#count(
      'dropped_sends',
      'Sends that were lost here: there was no connection, or too much waited',
      () => host.statistics.droppedSends,
    );
    this.#countKinds(
      'dropped_frames',
      'Frames from peers that were not taken in',
      () => node.dropped,
    );
    this.#countKinds(
      'refused_connections',
      'Connections that were refused or broken off',
      () => host.statistics.refusedConnections,
    );
  }

  #count(name: string, help: string, measure: () => number): void {
    new Counter({
      name: `raftlab_${name}_total`,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(measure());
      },
    });
  }

  #countKinds(name: string, help: string, valuesOf: () => object): void {
    new Counter({
      name: `raftlab_${name}_total`,
      help,
      labelNames: ['reason'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [reason, value] of Object.entries(valuesOf())) {
          this.inc({ reason }, value as number);
        }
      },
    });
  }
}
