import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { CloseObserver, Observer } from './observer.ts';
import type { SimHost } from './sim-host.ts';

type With<Hook extends keyof Observer> = Observer & Required<Pick<Observer, Hook>>;

/** Everybody who looks on at a run. What happens most often is told only to those who listen. */
export class Observers {
  readonly #all: Observer[] = [];
  readonly #ofRequested: With<'requested'>[] = [];
  readonly #ofAnswered: With<'answered'>[] = [];
  readonly #ofSynced: With<'synced'>[] = [];
  readonly #ofTurns: With<'afterTurn'>[] = [];
  readonly #ofMessages: With<'sent'>[] = [];
  readonly #ofTaken: With<'taking'>[] = [];
  readonly #ofCompletions: With<'completing'>[] = [];
  readonly #ofRequests: With<'submitted'>[] = [];
  /** Who follows everything; nobody does in a sweep. */
  readonly #close: CloseObserver[] = [];
  /** What one of them found while a turn was under way. */
  #found: Error | null = null;

  add(observer: Observer): void {
    this.#all.push(observer);
    if (hasHook(observer, 'requested')) {
      this.#ofRequested.push(observer);
    }
    if (hasHook(observer, 'answered')) {
      this.#ofAnswered.push(observer);
    }
    if (hasHook(observer, 'synced')) {
      this.#ofSynced.push(observer);
    }
    if (hasHook(observer, 'afterTurn')) {
      this.#ofTurns.push(observer);
    }
    if (hasHook(observer, 'completing')) {
      this.#ofCompletions.push(observer);
    }
    if (hasHook(observer, 'submitted')) {
      this.#ofRequests.push(observer);
    }
    if (hasHook(observer, 'sent')) {
      this.#ofMessages.push(observer);
    }
    if (hasHook(observer, 'taking')) {
      this.#ofTaken.push(observer);
    }
    if (isClose(observer)) {
      this.#close.push(observer);
    }
  }

  get close(): readonly CloseObserver[] {
    return this.#close;
  }

  tell(call: (observer: Observer) => void): void {
    for (const observer of this.#all) {
      call(observer);
    }
  }

  /** In the middle of a turn the engine would take an observer's error for its own: it waits. */
  sent(host: SimHost, message: PeerMessage): void {
    try {
      for (const observer of this.#ofMessages) {
        observer.sent(host, message);
      }
    } catch (error) {
      this.#found ??= error as Error;
    }
  }

  taking(host: SimHost, replica: Replica, message: PeerMessage['message']): void {
    try {
      for (const observer of this.#ofTaken) {
        observer.taking(host, replica, message);
      }
    } catch (error) {
      this.#found ??= error as Error;
    }
  }

  /** @throws what was found during the turn, or after it */
  afterTurn(host: SimHost): void {
    for (const observer of this.#ofTurns) {
      observer.afterTurn(host);
    }
    if (this.#found !== null) {
      throw this.#found;
    }
  }

  requested(host: SimHost, connection: number, bytes: Uint8Array, nowMicros: number): void {
    for (const observer of this.#ofRequested) {
      observer.requested(host, connection, bytes, nowMicros);
    }
  }

  answered(host: SimHost, connection: number, bytes: Uint8Array): void {
    for (const observer of this.#ofAnswered) {
      observer.answered(host, connection, bytes);
    }
  }

  synced(host: SimHost, file: string): void {
    for (const observer of this.#ofSynced) {
      observer.synced(host, file);
    }
  }

  completing(host: SimHost, request: StorageRequest): void {
    for (const observer of this.#ofCompletions) {
      observer.completing(host, request);
    }
  }

  submitted(host: SimHost, operation: DiskOperation): void {
    for (const observer of this.#ofRequests) {
      observer.submitted(host, operation);
    }
  }
}

function hasHook<Hook extends keyof Observer>(
  observer: Observer,
  hook: Hook,
): observer is With<Hook> {
  return observer[hook] !== undefined;
}

const CLOSE_HOOKS = ['asked', 'heard', 'transmitted', 'arrived', 'issued', 'completed'] as const;

function isClose(observer: Observer): observer is Observer & CloseObserver {
  return CLOSE_HOOKS.every((hook) => observer[hook] !== undefined);
}
