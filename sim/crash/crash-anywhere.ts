import type { Ports } from '../../src/base/ports.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import { KeyedRandom } from '../base/keyed-random.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { Violation } from '../oracles/violation.ts';
import { safetyPhase } from '../run/phases.ts';
import type { RunExtras } from '../run/run-seed.ts';
import { Simulation } from '../run/simulation.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { cutImages } from './cut-images.ts';
import { Promises } from './promises.ts';
import { reboot } from './reboot.ts';

const FAILURES_MAX = 10;

/** A power cut after which a node does not have what it must. */
export interface CrashFailure {
  /** Its ordinal; 0 when it is about the run. */
  readonly node: number;
  readonly virtualMicros: number;
  /** What the disk was about to finish. */
  readonly boundary: string;
  /** Of what was not synced, what the medium kept. */
  readonly kept: string;
  readonly message: string;
}

export interface CrashReport {
  readonly config: SimConfig;
  /** Completed requests of all disks. */
  readonly boundaries: number;
  /** Starts, each on what one power cut left. */
  readonly reboots: number;
  readonly failures: readonly CrashFailure[];
  readonly virtualMicros: number;
}

/** What may be said about how it is done. */
export interface CrashEffort extends Pick<RunExtras, 'replay' | 'onProgress'> {
  /** After so many nothing is tried any more. */
  readonly failuresMax?: number;
}

/**
 * Runs `config` and cuts the power of a node, in a copy of its disk, before each request that the disk
 * finishes, with different parts of what is not synced. A node that starts on such a copy must have one
 * whole state, and everything that it had called durable by then. The run itself goes on untouched.
 */
export function crashAnywhere(
  config: SimConfig,
  platform: Pick<Ports, 'checksum' | 'utf8'>,
  { failuresMax = FAILURES_MAX, ...extras }: CrashEffort = {},
): CrashReport {
  const simulation = new Simulation(config, platform, extras);
  const trial = new Trial(config, simulation, platform, failuresMax);
  simulation.world.observe(trial);
  try {
    safetyPhase(simulation);
  } catch (error) {
    trial.noteViolation(error);
  }
  const { boundaries, reboots, failures } = trial;
  return { config, boundaries, reboots, failures, virtualMicros: simulation.world.nowMicros };
}

class Trial implements Observer {
  readonly failures: CrashFailure[] = [];
  boundaries = 0;
  reboots = 0;
  readonly #simulation: Simulation;
  readonly #random: KeyedRandom;
  readonly #ports: Ports;
  readonly #promises = new Promises();
  readonly #failuresMax: number;

  constructor(
    config: SimConfig,
    simulation: Simulation,
    platform: Pick<Ports, 'checksum' | 'utf8'>,
    failuresMax: number,
  ) {
    this.#simulation = simulation;
    this.#random = new KeyedRandom(config.rootHigh, config.rootLow);
    const buffers = { take: (bytes: number) => new Uint8Array(bytes), give: () => undefined };
    this.#ports = { ...platform, buffers };
    this.#failuresMax = failuresMax;
    simulation.world.observe(this.#promises);
  }

  completing(host: SimHost, request: StorageRequest): void {
    const moment = ++this.boundaries;
    for (const { kept, files } of cutImages(host.disk, this.#random, moment)) {
      if (this.failures.length >= this.#failuresMax) {
        return;
      }
      this.reboots++;
      const message = this.#tryOn(host, files);
      if (message !== null) {
        const boundary = 'file' in request ? `${request.kind} of ${request.file}` : request.kind;
        const { nowMicros: virtualMicros } = this.#simulation.world;
        this.failures.push({ node: host.ordinal, virtualMicros, boundary, kept, message });
      }
    }
  }

  /** An oracle ended the run: whatever was tried until then counts, and so does this. */
  noteViolation(error: unknown): void {
    if (!(error instanceof Violation)) {
      throw error;
    }
    const { nowMicros: virtualMicros } = this.#simulation.world;
    const { message, oracle } = error;
    const boundary = `the run itself, which broke ${oracle}`;
    this.failures.push({ node: 0, virtualMicros, boundary, kept: 'what its seed says', message });
  }

  #tryOn(host: SimHost, files: ReadonlyMap<string, Uint8Array>): string | null {
    const { node, errors } = reboot(host.options, this.#ports, files);
    const [error] = errors;
    return error === undefined ? this.#promises.broken(host, node) : error.message;
  }
}
