import { NodeDisk } from '../../io/disk/node-disk.ts';
import { type DiskTask, runTask } from '../../storage/disk-task.ts';
import { segmentOfFile } from '../../storage/file-names.ts';

/** Runs a task on the directory of a node that does not run, and gives the directory back. */
export async function runOffline<T>(directory: string, task: DiskTask<T>): Promise<T> {
  const disk = new NodeDisk(directory, (file) => segmentOfFile(file) !== null);
  try {
    return await new Promise<T>((done, failed) => runTask(disk, task, { done, failed }));
  } finally {
    disk.close();
  }
}
