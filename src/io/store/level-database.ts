import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { present } from '../../base/invariant.ts';
import type { StoreChange, StoredItem } from '../../storage/store/store-request.ts';

/** Values that are read at a time: a value has at most some megabytes, and nobody knows how many. */
const READ_KEYS = 64;
const SCAN_ITEMS = 1000;
/** Table files that one database keeps open. */
const OPEN_FILES_MAX = 64;

type Level = ClassicLevel<Buffer, Uint8Array>;
type LevelSnapshot = ReturnType<Level['snapshot']>;

/** One database of LevelDB, in a directory of its own. */
export class LevelDatabase {
  readonly #directory: string;
  readonly #level: Level;
  readonly #snapshots = new Map<number, LevelSnapshot>();

  constructor(directory: string, cacheBytes: number) {
    this.#directory = directory;
    this.#level = new ClassicLevel<Buffer, Uint8Array>(directory, {
      keyEncoding: 'buffer',
      valueEncoding: 'view',
      cacheSize: cacheBytes,
      maxOpenFiles: OPEN_FILES_MAX,
    });
  }

  async open(mode: 'new' | 'existing'): Promise<void> {
    const isNew = mode === 'new';
    await this.#level.open({ createIfMissing: isNew, errorIfExists: isNew });
  }

  async read(keys: readonly string[], bytesMax: number): Promise<(Uint8Array | null)[]> {
    const values: (Uint8Array | null)[] = [];
    let bytes = 0;
    while (values.length < keys.length && (bytes < bytesMax || values.length === 0)) {
      const part = keys.slice(values.length, values.length + READ_KEYS);
      for (const value of await this.#level.getMany(part.map(bytesOf))) {
        values.push(value ?? null);
        bytes += value?.length ?? 0;
      }
    }
    return values;
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    await this.#level.batch(
      changes.map(({ key, value }) =>
        value === null
          ? { type: 'del', key: bytesOf(key) }
          : { type: 'put', key: bytesOf(key), value },
      ),
    );
  }

  /**
   * LevelDB's own sync reaches the newest log file only, and an older one may still be on its way into
   * a table: so all of them are synced here, and the names of everything in the directory.
   */
  async sync(): Promise<void> {
    const files = await readdir(this.#directory);
    for (const file of files.filter((name) => name.endsWith('.log'))) {
      await syncFile(join(this.#directory, file));
    }
    await syncFile(this.#directory);
  }

  hold(snapshot: number): void {
    this.#snapshots.set(snapshot, this.#level.snapshot());
  }

  async scan(
    snapshot: number,
    range: { readonly from: string; readonly end: string },
    bytesMax: number,
  ): Promise<StoredItem[]> {
    const iterator = this.#level.iterator({
      gte: bytesOf(range.from),
      lt: bytesOf(range.end),
      snapshot: present(this.#snapshots.get(snapshot), 'a snapshot is scanned while it is held'),
      fillCache: false,
      highWaterMarkBytes: bytesMax,
    });
    try {
      const items: StoredItem[] = [];
      let bytes = 0;
      while (bytes < bytesMax) {
        const part = await iterator.nextv(SCAN_ITEMS);
        if (part.length === 0) {
          break;
        }
        for (const [key, value] of part) {
          items.push({ key: key.toString('latin1'), value });
          bytes += key.length + value.length;
        }
      }
      return items;
    } finally {
      await iterator.close();
    }
  }

  async release(snapshot: number): Promise<void> {
    const held = this.#snapshots.get(snapshot);
    this.#snapshots.delete(snapshot);
    await held?.close();
  }

  async close(): Promise<void> {
    await this.#level.close();
  }
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'latin1');
}

/** What is gone meanwhile is in a table by now, and that was synced before. */
async function syncFile(path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return;
    }
    throw error;
  }
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
