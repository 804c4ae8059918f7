import { nodeIdOfAddress } from '../../src/base/address.ts';
import { type NodeId, toGroupId, toLogIndex } from '../../src/base/ids.ts';
import { LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import type { OperatorIntent } from '../../src/codec/client/request.ts';
import type { GroupStatus } from '../../src/codec/client/response.ts';
import { TcpClient } from '../../src/io/client/tcp-client.ts';
import { PLAIN, type Transport } from '../../src/io/network/transport.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import type { Entry } from '../../src/raft/entry.ts';

const MILLI = 1000;

/** A client of a cluster, and its operator. Groups are 0 where nobody says otherwise. */
export class TestClient {
  readonly #client: TcpClient;

  constructor(addresses: readonly string[], transport: Transport = PLAIN) {
    this.#client = new TcpClient({
      nodes: addresses.map(nodeIdOfAddress),
      deployment: 1,
      transport,
      sessions: true,
      attemptMicros: 2000 * MILLI,
      deadlineMicros: 20_000 * MILLI,
      backoffMicros: 20 * MILLI,
    });
  }

  /** @throws when the write is not acknowledged. */
  async put(key: string, value: string, group = 0): Promise<void> {
    const outcome = await this.#client.demand(toGroupId(group), {
      kind: 'write',
      command: 'put',
      key: Buffer.from(key),
      value: Buffer.from(value),
      expected: null,
    });
    if (outcome.kind !== 'written' || outcome.result.status !== 'ok') {
      throw new Error(`${key} was not written: ${JSON.stringify(outcome)}`);
    }
  }

  /** What a linearizable read finds, or null. */
  async get(key: string, group = 0): Promise<string | null> {
    const outcome = await this.#client.demand(toGroupId(group), {
      kind: 'read',
      key: Buffer.from(key),
      freshness: LINEARIZABLE,
    });
    if (outcome.kind !== 'read') {
      throw new Error(`${key} was not read: ${JSON.stringify(outcome)}`);
    }
    return outcome.found ? Buffer.from(outcome.value).toString() : null;
  }

  /** What the node at `address` knows of the group. */
  async status(address: string, group = 0): Promise<GroupStatus> {
    const outcome = await this.ask({ kind: 'status' }, nodeIdOfAddress(address), group);
    if (outcome.kind !== 'status') {
      throw new Error(`${address} says no status: ${JSON.stringify(outcome)}`);
    }
    return outcome.status;
  }

  /** The committed entries from `first` to `last` in the leader's log. */
  readLog(first: number, last: number): Promise<Entry[]> {
    const range = { first: toLogIndex(first), last: toLogIndex(last), bytesMax: 2 ** 20 };
    return this.#client.readLog(toGroupId(0), range);
  }

  /** Asks the leader, or `pinned`. */
  ask(request: OperatorIntent, pinned?: NodeId, group = 0): Promise<Outcome> {
    return this.#client.perform(toGroupId(group), { kind: 'operator', request }, pinned);
  }

  change(...changes: MemberChange[]): Promise<Outcome> {
    const change = {
      initial: false,
      expectedChangeId: null,
      transition: 'single',
      changes,
    } as const;
    return this.ask({ kind: 'changeMembership', change });
  }

  close(): void {
    this.#client.close();
  }
}
