import type { StorageRequest } from '../../src/storage/disk.ts';
import {
  groupOfBootstrapFile,
  groupOfPointerFile,
  segmentOfFile,
  snapshotOfFile,
} from '../../src/storage/file-names.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { strike } from './steps.ts';

/** Which request begins the count. */
export type Begin = (request: StorageRequest) => boolean;

/** Cuts the power of a machine at one step of what it does with its disk. */
export class PowerCutter implements Observer {
  /** The steps at which power was cut, in words. */
  readonly steps = new Set<string>();
  readonly #simulation: Simulation;
  #host: SimHost | null = null;
  #begin: Begin = () => true;
  #hasBegun = false;
  #left = 0;
  #hasStruck = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    simulation.world.observe(this);
  }

  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  /** The power of `host` will go when the `steps`-th request from `begin` on is done. */
  arm(host: SimHost, steps: number, begin: Begin = () => true): void {
    this.#host = host;
    this.#begin = begin;
    this.#hasBegun = false;
    this.#left = steps;
    this.#hasStruck = false;
  }

  disarm(): void {
    this.#host = null;
  }

  completing(host: SimHost, request: StorageRequest): void {
    if (host !== this.#host) {
      return;
    }
    this.#hasBegun ||= this.#begin(request);
    if (!this.#hasBegun || --this.#left !== 0) {
      return;
    }
    const { world } = this.#simulation;
    const { incarnation } = host;
    world.at(world.nowMicros, () => {
      if (host === this.#host && host.incarnation === incarnation) {
        this.disarm();
        this.#hasStruck = true;
        this.steps.add(stepOf(request));
        strike(this.#simulation, host, true);
      }
    });
  }
}

/** Whether the request gives a snapshot its name, with which it counts. */
export function namesSnapshot(request: StorageRequest): boolean {
  return request.kind === 'rename' && snapshotOfFile(request.target) !== null;
}

/** The kind of a request, and of the file that it is about. */
export function stepOf(request: StorageRequest): string {
  const file = request.kind === 'rename' ? request.target : 'file' in request ? request.file : null;
  return file === null ? request.kind : `${request.kind} ${kindOfFile(file)}`;
}

function kindOfFile(file: string): string {
  if (segmentOfFile(file) !== null) {
    return 'log';
  }
  if (snapshotOfFile(file) !== null) {
    return 'snapshot';
  }
  if (groupOfPointerFile(file) !== null) {
    return 'pointer';
  }
  return groupOfBootstrapFile(file) === null ? 'other' : 'bootstrap';
}
