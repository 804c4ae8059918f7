import { present, unreachable } from '../../src/base/invariant.ts';
import type { StoreOutcome, StoreRequest } from '../../src/storage/store/store-request.ts';
import type { Decisions } from '../base/decisions.ts';
import { SITES } from '../base/keyed-random.ts';
import type { DiskProfile } from '../disk/sim-disk.ts';
import { DatabaseImage, scan } from './database-image.ts';

/** A request on its way. */
export interface StoreOperation {
  readonly request: StoreRequest;
  readonly token: number;
  readonly doneMicros: number;
  readonly stalled: boolean;
  readonly complete: () => StoreOutcome;
}

interface OpenDatabase {
  readonly image: DatabaseImage;
  readonly snapshots: Map<number, ReadonlyMap<string, Uint8Array>>;
}

/**
 * The databases in one node's directory: a model of an ordered store whose writes are atomic, in order
 * and not durable before a sync. A power cut takes the last ones, and now and then one in the middle.
 */
export class SimStores {
  readonly #random: Decisions;
  readonly #entity: number;
  readonly #profile: DiskProfile;
  /** Databases by name, as processes see them and as the medium holds them. */
  #current = new Map<string, DatabaseImage>();
  #synced = new Map<string, DatabaseImage>();
  readonly #open = new Map<string, OpenDatabase>();
  readonly #busyUntil = new Map<string, number>();
  #operations = 0;
  #crashes = 0;

  constructor(random: Decisions, entity: number, profile: DiskProfile) {
    this.#random = random;
    this.#entity = entity;
    this.#profile = profile;
  }

  /** Names of the databases, ascending. */
  get names(): string[] {
    return [...this.#current.keys()].sort();
  }

  image(name: string): DatabaseImage | undefined {
    return this.#current.get(name);
  }

  /** Takes in a request at `nowMicros`; the caller completes the operation at its time. */
  submit(request: StoreRequest, token: number, nowMicros: number): StoreOperation {
    const count = ++this.#operations;
    const stalled = this.#random.chance(this.#profile.stall, SITES.storeStall, this.#entity, count);
    const resource = resourceOf(request);
    const start = Math.max(nowMicros, this.#busyUntil.get(resource) ?? 0);
    const doneMicros = start + this.#duration(request, count, stalled);
    this.#busyUntil.set(resource, doneMicros);
    return { request, token, doneMicros, stalled, complete: this.#begin(request) };
  }

  /** The directory is synced: what has a name in it now keeps it. Returns what makes it so. */
  beginDirectorySync(): () => void {
    const names = new Map(this.#current);
    return () => {
      this.#synced = names;
    };
  }

  /** Cuts the power; returns how many batches are gone. */
  crash(): number {
    this.#crashes++;
    this.kill();
    let lost = 0;
    let entity = 0;
    for (const image of new Set([...this.#current.values(), ...this.#synced.values()])) {
      entity++;
      const batches = image.pendingBatches;
      const survives = this.#survival(batches, this.#crashes * 4096 + entity);
      image.crash((position) => {
        lost += survives(position) ? 0 : 1;
        return survives(position);
      });
    }
    this.#current = new Map(this.#synced);
    return lost;
  }

  /** Ends the process but not the power. */
  kill(): void {
    this.#open.clear();
    this.#busyUntil.clear();
  }

  /** The first ones survive; where the page cache had its own mind, all but one of them. */
  #survival(batches: number, count: number): (position: number) => boolean {
    const entity = this.#entity;
    const { survival } = this.#profile;
    const kept =
      survival === 0 ? 0 : this.#random.below(batches + 1, SITES.crashStore, entity, count);
    const tears = this.#random.chance(this.#profile.tear, SITES.crashStoreHole, entity, count);
    const hole = tears ? this.#random.below(kept, SITES.crashStoreHole, entity, -count) : -1;
    return (position) => position < kept && position !== hole;
  }

  #duration(request: StoreRequest, count: number, stalled: boolean): number {
    const { latencyMicros, syncMicros, stallMicros } = this.#profile;
    const mean = latencyMicros + (request.kind === 'storeSync' ? syncMicros : 0);
    const usual = 1 + this.#random.exponential(mean, SITES.storeLatency, this.#entity, count);
    return stalled
      ? usual + this.#random.below(stallMicros, SITES.storeStall, this.#entity, -count)
      : usual;
  }

  /** Snapshots are taken and databases closed at once; all else happens when it completes. */
  #begin(request: StoreRequest): () => StoreOutcome {
    switch (request.kind) {
      case 'storeList':
        return () => ({ kind: 'storesListed', databases: this.names });
      case 'storeOpen':
        return () => this.#openDatabase(request.database, request.mode);
      case 'storeRead':
        return () => this.#read(request);
      case 'storeWrite': {
        const changes = request.changes.map(({ key, value }) => ({
          key,
          value: value?.slice() ?? null,
        }));
        return () => {
          this.#database(request.database).image.write(changes);
          return { kind: 'stored' };
        };
      }
      case 'storeSync': {
        const { image } = this.#database(request.database);
        const batches = image.pendingBatches;
        return () => {
          image.sync(batches);
          return { kind: 'storeSynced' };
        };
      }
      case 'storeSnapshot':
        return () => {
          const { image, snapshots } = this.#database(request.database);
          snapshots.set(request.snapshot, image.hold());
          return { kind: 'stored' };
        };
      case 'storeScan':
        return () => {
          const { snapshots } = this.#database(request.database);
          const content = present(snapshots.get(request.snapshot), 'a snapshot is scanned');
          return { kind: 'scanned', items: scan(content, request, request.bytesMax) };
        };
      case 'storeRelease':
        return () => {
          this.#open.get(request.database)?.snapshots.delete(request.snapshot);
          return { kind: 'stored' };
        };
      case 'storeClose':
        return () => {
          this.#open.delete(request.database);
          return { kind: 'stored' };
        };
      case 'storeRemove':
        return () => {
          this.#current.delete(request.database);
          return { kind: 'stored' };
        };
      default:
        return unreachable(request);
    }
  }

  #openDatabase(name: string, mode: 'new' | 'existing'): StoreOutcome {
    let image = this.#current.get(name);
    if (image === undefined) {
      if (mode === 'existing') {
        return { kind: 'failed', failure: { code: 'ENOENT', message: `${name} does not exist` } };
      }
      image = new DatabaseImage();
      this.#current.set(name, image);
    } else if (mode === 'new') {
      return { kind: 'failed', failure: { code: 'EEXIST', message: `${name} exists already` } };
    }
    this.#open.set(name, { image, snapshots: new Map() });
    return { kind: 'stored' };
  }

  #read(request: Extract<StoreRequest, { kind: 'storeRead' }>): StoreOutcome {
    const { current } = this.#database(request.database).image;
    const values: (Uint8Array | null)[] = [];
    let bytes = 0;
    for (const key of request.keys) {
      const value = current.get(key)?.slice() ?? null;
      values.push(value);
      bytes += value?.length ?? 0;
      if (bytes >= request.bytesMax) {
        break;
      }
    }
    return { kind: 'loaded', values };
  }

  #database(name: string): OpenDatabase {
    return present(this.#open.get(name), 'a database is open while it is used');
  }
}

/** What a request waits for: reads and scans wait for nobody. */
function resourceOf(request: StoreRequest): string {
  switch (request.kind) {
    case 'storeRead':
      return `${request.database} read`;
    case 'storeScan':
      return `${request.database} scan`;
    case 'storeList':
      return '';
    default:
      return request.database;
  }
}
