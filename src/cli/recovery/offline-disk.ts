import { type ErrorCode, RaftLabError } from '../../base/errors.ts';
import { DataDirectory, isLog, recordedWalDirectory } from '../../io/disk/data-directory.ts';
import { NodeDisk } from '../../io/disk/node-disk.ts';
import { LevelStores } from '../../io/store/level-stores.ts';
import type { Disk } from '../../storage/disk.ts';
import { type DiskTask, runTask } from '../../storage/disk-task.ts';
import { isStoreRequest } from '../../storage/store/store-request.ts';

/** What a task says of the directory without knowing its path. */
const ABOUT_DIRECTORY: ReadonlySet<ErrorCode> = new Set([
  'DIRECTORY_LOCKED',
  'DIRECTORY_NOT_OWNED',
  'DIRECTORY_NOT_WRITABLE',
  'DEPLOYMENT_CHANGED',
  'LOG_ELSEWHERE',
  'NOT_BOOTSTRAPPED',
]);

/**
 * Runs a task on the directory of a node that does not run, and gives the directory back.
 *
 * @throws RaftLabError as the task does; what is wrong with the directory as a whole names it
 */
export async function runOffline<T>(directory: string, task: DiskTask<T>): Promise<T> {
  const walDirectory = recordedWalDirectory(directory) ?? undefined;
  const files = new NodeDisk(new DataDirectory({ directory, walDirectory }), isLog);
  const stores = new LevelStores(directory);
  const disk: Disk = {
    request: (request, then) => {
      if (isStoreRequest(request)) {
        stores.request(request, then);
      } else {
        files.request(request, then);
      }
    },
  };
  try {
    return await new Promise<T>((done, failed) => runTask(disk, task, { done, failed }));
  } catch (error) {
    throw withDirectory(error, directory);
  } finally {
    await stores.close();
    files.close();
  }
}

function withDirectory(error: unknown, directory: string): unknown {
  return error instanceof RaftLabError && ABOUT_DIRECTORY.has(error.code)
    ? new RaftLabError(error.code, `--data-dir ${directory}: ${error.message}`, { cause: error })
    : error;
}
