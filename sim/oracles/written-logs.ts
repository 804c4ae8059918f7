import type { StorageRequest } from '../../src/storage/disk.ts';
import type { FileImage } from '../disk/file-image.ts';
import type { SimHost } from '../world/sim-host.ts';
import { DurableLogs } from './durable-logs.ts';

/**
 * Reads along on every disk what was written and answered, synced or not: what the end of a process
 * leaves. Under the sync modes `none` and `interval` this is what an acknowledged entry is in.
 */
export class WrittenLogs extends DurableLogs {
  #isWrite = false;

  completing(_host: SimHost, request: StorageRequest): void {
    this.#isWrite = request.kind === 'write';
  }

  /** A sync says nothing of a write that is still under way, although its bytes can be read. */
  override synced(host: SimHost, file: string): void {
    if (this.#isWrite) {
      super.synced(host, file);
    }
  }

  protected override bytesOf(file: FileImage): Uint8Array {
    return file.current;
  }
}
