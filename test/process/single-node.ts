import { parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { ownAddresses } from './own-addresses.ts';
import type { Scratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

/** A node that is a group of its own, with somebody to ask it. */
export interface SingleNode {
  readonly address: string;
  readonly node: NodeProcess;
  readonly client: TestClient;
}

/** Starts a node alone. @param command - `strace` and the like, before the node's command line. */
export async function startSingle(
  scratch: Scratch,
  tuning: object = {},
  command: readonly string[] = [],
): Promise<SingleNode> {
  const [address = ''] = await ownAddresses(1);
  const config = parseNodeConfig({
    address,
    directory: scratch.path('data'),
    members: [address],
    tuning: { tickMs: 5, segmentBytes: 65_536, ...tuning },
  });
  const node = scratch.node(new NodeProcess(config));
  await node.start(command);
  const client = new TestClient([address]);
  scratch.defer(() => client.close());
  return { address, node, client };
}
