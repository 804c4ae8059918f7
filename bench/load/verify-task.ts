import { bytesEqual } from '../../src/base/bytes.ts';
import { type NodeId, toGroupId, toNodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { LINEARIZABLE, type Outcome } from '../../src/client/operation.ts';
import { TcpClient } from '../../src/io/client/tcp-client.ts';
import { EncodedRecords } from './encoded-records.ts';
import { LOAD_CLIENT } from './load-run.ts';
import type { WorkloadName } from './workload.ts';

/** Reads under way at a time. */
const WINDOW = 256;
const MESSAGES_MAX = 5;

export interface VerifyTask {
  readonly nodes: readonly number[];
  readonly groups: readonly number[];
  readonly workload: WorkloadName;
  readonly seed: string;
  /** Records that must be there. */
  readonly sequences: Uint32Array;
}

export interface VerifyResult {
  /** Records that were read linearizably, and equal byte for byte. */
  readonly verified: number;
  /** What the first few others were. */
  readonly differences: readonly string[];
}

/** Reads records back with a client that knows nothing of those who wrote them. */
export default async function verify(task: VerifyTask): Promise<VerifyResult> {
  const run = new VerifyRun(task);
  return await run.all();
}

class VerifyRun {
  readonly #task: VerifyTask;
  readonly #records: EncodedRecords;
  readonly #client: TcpClient;
  readonly #differences: string[] = [];
  #begun = 0;
  #ended = 0;
  #verified = 0;
  #finished: () => void = () => undefined;

  constructor(task: VerifyTask) {
    this.#task = task;
    this.#records = new EncodedRecords(task);
    const nodes: NodeId[] = task.nodes.map(toNodeId);
    this.#client = new TcpClient({ ...LOAD_CLIENT, nodes });
  }

  async all(): Promise<VerifyResult> {
    if (this.#task.sequences.length > 0) {
      await new Promise<void>((resolve) => {
        this.#finished = resolve;
        for (let i = 0; i < WINDOW; i++) {
          this.#next();
        }
      });
    }
    this.#client.close();
    return { verified: this.#verified, differences: this.#differences };
  }

  #next(): void {
    const sequence = this.#task.sequences[this.#begun];
    if (sequence === undefined) {
      return;
    }
    this.#begun++;
    const { attrId, key } = this.#records.make(sequence);
    const { groups } = this.#task;
    const group = toGroupId(present(groups[attrId % groups.length], 'a record has a group'));
    this.#client.submit(group, { kind: 'read', key, freshness: LINEARIZABLE }, (outcome) => {
      this.#compare(sequence, outcome);
      this.#ended++;
      if (this.#ended === this.#task.sequences.length) {
        this.#finished();
      } else {
        this.#next();
      }
    });
  }

  #compare(sequence: number, outcome: Outcome): void {
    if (outcome.kind !== 'read') {
      this.#report(`record ${sequence} could not be read: ${outcome.kind}`);
    } else if (!outcome.found) {
      this.#report(`record ${sequence} was acknowledged and is gone`);
    } else if (bytesEqual(this.#records.make(sequence).value, outcome.value)) {
      this.#verified++;
    } else {
      this.#report(`record ${sequence} is not what was written`);
    }
  }

  #report(message: string): void {
    if (this.#differences.length < MESSAGES_MAX) {
      this.#differences.push(message);
    }
  }
}
