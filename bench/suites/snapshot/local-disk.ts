import { DataDirectory } from '../../../src/io/disk/data-directory.ts';
import { NodeDisk } from '../../../src/io/disk/node-disk.ts';
import { type DiskTask, lockDirectory, runTask } from '../../../src/storage/disk-task.ts';

/** Carries `task` out in `directory` as a node would: nothing in it is a log. */
export async function runOnDisk<T>(directory: string, task: DiskTask<T>): Promise<T> {
  const disk = new NodeDisk(new DataDirectory({ directory }), () => false);
  try {
    return await new Promise<T>((done, failed) => {
      runTask(disk, inOwnDirectory(task), { done, failed });
    });
  } finally {
    disk.close();
  }
}

function* inOwnDirectory<T>(task: DiskTask<T>): DiskTask<T> {
  yield* lockDirectory();
  return yield* task;
}
