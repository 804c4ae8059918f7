import type { GroupStatus } from '../../src/codec/client/response.ts';
import { type NodeConfig, parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { eventually } from './deadline.ts';
import { ownAddresses } from './own-addresses.ts';
import type { Scratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

/** Ticks fast enough for elections within a second, slow enough for a busy machine; small segments, so that logs end. */
const TUNING: NodeConfig['tuning'] = {
  tickMs: 40,
  segmentBytes: 65_536,
  snapshotEntries: 1e9,
  compactionOverhead: 0,
};

/** Nodes of one group as processes of their own, and an operator. */
export class RealCluster {
  readonly members: readonly NodeProcess[];
  readonly client: TestClient;
  /** Addresses that nobody uses yet. */
  readonly spareAddresses: readonly string[];
  readonly #scratch: Scratch;

  readonly #tuning: NodeConfig['tuning'];

  private constructor(
    scratch: Scratch,
    addresses: readonly string[],
    spares: readonly string[],
    tuning: NodeConfig['tuning'],
  ) {
    this.#scratch = scratch;
    this.#tuning = { ...TUNING, ...tuning };
    this.spareAddresses = spares;
    this.members = addresses.map((address) => this.node(address, { members: addresses }));
    this.client = new TestClient([...addresses, ...spares]);
    scratch.defer(() => this.client.close());
  }

  /**
   * @param spares - addresses for nodes that come later.
   * @param command - `strace` and the like, before a node's command line.
   */
  static async start(
    scratch: Scratch,
    size: number,
    spares = 0,
    tuning: NodeConfig['tuning'] = {},
    command: (node: NodeProcess) => readonly string[] = () => [],
  ): Promise<RealCluster> {
    const addresses = await ownAddresses(size + spares);
    const [own, others] = [addresses.slice(0, size), addresses.slice(size)];
    const cluster = new RealCluster(scratch, own, others, tuning);
    await Promise.all(cluster.members.map((member) => member.start(command(member))));
    return cluster;
  }

  /** A process for a node at `address`, not started; its directory is named after the port. */
  node(address: string, config: object): NodeProcess {
    const directory = this.directoryOf(address);
    const parsed = parseNodeConfig({ address, directory, tuning: this.#tuning, ...config });
    return this.#scratch.node(new NodeProcess(parsed));
  }

  /** A process for a node that asks `contacts` to be let in. */
  joiner(address: string, contacts: readonly NodeProcess[]): NodeProcess {
    const asked = contacts.map((member) => member.config.address);
    return this.node(address, { join: true, contacts: asked });
  }

  directoryOf(address: string): string {
    return this.#scratch.path(`node-${address.split(':')[1]}`);
  }

  status(node: NodeProcess): Promise<GroupStatus> {
    return this.client.status(node.config.address);
  }

  /** The running node that leads, once there is one. */
  async leader(): Promise<NodeProcess> {
    return await eventually('somebody leads', async () => {
      for (const node of this.members.filter((member) => member.isRunning)) {
        const { role } = await this.status(node);
        if (role === 'leader') {
          return node;
        }
      }
      return null;
    });
  }

  /** The running nodes that do not lead. */
  async followers(): Promise<NodeProcess[]> {
    const leader = await this.leader();
    return this.members.filter((member) => member !== leader && member.isRunning);
  }

  /**
   * Removes `node` from the group; asks again when nobody knows what came of it.
   *
   * @throws when the group refuses.
   */
  async remove(node: NodeProcess): Promise<void> {
    let isAskedAgain = false;
    for (;;) {
      const outcome = await this.client.change({ kind: 'remove', node: node.node });
      // The first request may have been carried out after all.
      const isGone = isAskedAgain && outcome.kind === 'failed' && /notMember/.test(outcome.reason);
      if (outcome.kind === 'done' || isGone) {
        return;
      }
      if (outcome.kind !== 'unknown') {
        throw new Error(`not removed: ${JSON.stringify(outcome)}`);
      }
      isAskedAgain = true;
    }
  }
}
