import type { NodeEvent } from '../../src/engine/events.ts';
import type { DiskRequest, StorageOutcome, StorageRequest } from '../../src/storage/disk.ts';
import { isStoreRequest, type StoreRequest } from '../../src/storage/store/store-request.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { StoreOperation } from '../store/sim-stores.ts';
import type { Ground } from './ground.ts';
import type { SimEvent } from './sim-event.ts';
import type { SimHost } from './sim-host.ts';

const NOTHING = new Uint8Array(0);

/** What nodes ask of their disks and databases, and when it is done. */
export class DiskWork {
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  submit(host: SimHost, effect: StorageRequest & { readonly token: number }): void {
    const { observers, counts, agenda } = this.#ground;
    const { incarnation } = host;
    const operation = isStoreRequest(effect)
      ? this.#submitToStore(host, effect)
      : this.#submitToDisk(host, effect);
    for (const observer of observers.close) {
      observer.issued(host, operation);
    }
    counts.faults.slowDisk += operation.stalled ? 1 : 0;
    agenda.push(host, operation.doneMicros, {
      kind: 'disk',
      host,
      incarnation,
      operation,
    });
  }

  #submitToStore(host: SimHost, effect: StoreRequest & { readonly token: number }): StoreOperation {
    const { counts, hash, nowMicros } = this.#ground;
    if (effect.kind === 'storeWrite') {
      counts.stores.writes++;
      for (const { key, value } of effect.changes) {
        hash.text(key);
        hash.bytes(value ?? NOTHING, 0, value?.length ?? 0);
      }
    }
    return host.stores.submit(effect, effect.token, nowMicros);
  }

  #submitToDisk(host: SimHost, effect: DiskRequest & { readonly token: number }): DiskOperation {
    const { hash, nowMicros, observers } = this.#ground;
    if (effect.kind === 'write') {
      hash.number(effect.offset);
      hash.bytes(effect.buffer, 0, effect.length);
    }
    const operation = host.disk.submit(effect, effect.token, nowMicros);
    observers.submitted(host, operation);
    if (effect.kind !== 'syncDirectory') {
      return operation;
    }
    // Files and databases lie in one directory.
    const syncNames = host.stores.beginDirectorySync();
    return {
      ...operation,
      complete: () => {
        const outcome = operation.complete();
        if (outcome.kind === 'synced') {
          syncNames();
        }
        return outcome;
      },
    };
  }

  complete({ host, incarnation, operation }: Extract<SimEvent, { kind: 'disk' }>): void {
    const { counts, hash, observers, effects } = this.#ground;
    if (host.incarnation !== incarnation || host.state === 'down') {
      return;
    }
    counts.events++;
    hash.number(host.ordinal);
    const { request, token } = operation;
    observers.completing(host, request);
    const outcome = operation.complete();
    for (const observer of observers.close) {
      observer.completed(host, request, outcome);
    }
    if ('file' in request && isDurable(request, outcome.kind)) {
      observers.synced(host, request.file);
    }
    const strike = effects?.completed(host, request) ?? null;
    if (strike === null) {
      this.#ground.inform(host, toEvent(outcome, token));
    } else {
      strike();
    }
  }
}

/** The most frequent outcomes one by one: copying what may be of any shape takes its time. */
function toEvent(outcome: StorageOutcome, token: number): NodeEvent {
  switch (outcome.kind) {
    case 'written':
      return { kind: 'written', token };
    case 'synced':
      return { kind: 'synced', token };
    case 'stored':
      return { kind: 'stored', token };
    case 'readDone':
      return { kind: 'readDone', bytes: outcome.bytes, token };
    default:
      return { ...outcome, token };
  }
}

/** Whether the outcome means that something of the file is on the medium now. */
function isDurable(request: DiskRequest, outcome: string): boolean {
  return (
    (request.kind === 'sync' && outcome === 'synced') ||
    (request.kind === 'write' && outcome === 'written')
  );
}
