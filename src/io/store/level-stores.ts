import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { present, unreachable } from '../../base/invariant.ts';
import { databaseOfName } from '../../storage/file-names.ts';
import type { StoreOutcome, StoreRequest } from '../../storage/store/store-request.ts';
import { LevelDatabase } from './level-database.ts';

const STORED: StoreOutcome = { kind: 'stored' };

/** Carries out what a node asks of the databases in its directory, with LevelDB. */
export class LevelStores {
  readonly #directory: string;
  readonly #open = new Map<string, LevelDatabase>();
  #isClosed = false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get isInUse(): boolean {
    return this.#open.size > 0;
  }

  request(request: StoreRequest, completed: (outcome: StoreOutcome) => void): void {
    const end = (outcome: StoreOutcome) => {
      if (!this.#isClosed) {
        completed(outcome);
      }
    };
    this.#carryOut(request).then(end, (error: unknown) => end(failed(error)));
  }

  /** Ends all work; requests under way end without an outcome. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#open.values()].map((database) => database.close()));
    this.#open.clear();
  }

  async #carryOut(request: StoreRequest): Promise<StoreOutcome> {
    switch (request.kind) {
      case 'storeList':
        return { kind: 'storesListed', databases: await this.#list() };
      case 'storeOpen':
        await this.#openDatabase(request);
        return STORED;
      case 'storeRead': {
        const { keys, bytesMax } = request;
        const values = await this.#database(request.database).read(keys, bytesMax);
        return { kind: 'loaded', values };
      }
      case 'storeWrite':
        await this.#database(request.database).write(request.changes);
        return STORED;
      case 'storeSync':
        await this.#database(request.database).sync();
        return { kind: 'storeSynced' };
      case 'storeSnapshot':
        this.#database(request.database).hold(request.snapshot);
        return STORED;
      case 'storeScan': {
        const { snapshot, bytesMax } = request;
        const items = await this.#database(request.database).scan(snapshot, request, bytesMax);
        return { kind: 'scanned', items };
      }
      case 'storeRelease':
        await this.#open.get(request.database)?.release(request.snapshot);
        return STORED;
      case 'storeClose': {
        const database = this.#open.get(request.database);
        this.#open.delete(request.database);
        await database?.close();
        return STORED;
      }
      case 'storeRemove':
        await rm(join(this.#directory, request.database), { recursive: true, force: true });
        return STORED;
      default:
        return unreachable(request);
    }
  }

  async #list(): Promise<string[]> {
    const entries = await readdir(this.#directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && databaseOfName(entry.name) !== null)
      .map((entry) => entry.name)
      .sort();
  }

  async #openDatabase(request: Extract<StoreRequest, { kind: 'storeOpen' }>): Promise<void> {
    const directory = join(this.#directory, request.database);
    if (request.mode === 'existing' && !existsSync(directory)) {
      throw Object.assign(new Error('no such directory'), { code: 'ENOENT' });
    }
    const database = new LevelDatabase(directory, request.cacheBytes);
    await database.open(request.mode);
    this.#open.set(request.database, database);
  }

  #database(name: string): LevelDatabase {
    return present(this.#open.get(name), 'a database is open while it is used');
  }
}

/** LevelDB's own reason stands in the cause, where there is one. */
function failed(error: unknown): StoreOutcome {
  const { code, message, cause } = error as NodeJS.ErrnoException & { readonly cause?: unknown };
  const reason = cause as NodeJS.ErrnoException | undefined;
  return {
    kind: 'failed',
    failure: { code: reason?.code ?? code ?? 'UNKNOWN', message: reason?.message ?? message },
  };
}
