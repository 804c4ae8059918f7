import type { Fault, FaultKey } from '../world/fault.ts';
import type { World } from '../world/world.ts';

/** Kinds of faults that last, by their names among the counts; `none` while none of them is in force. */
export const LASTING_FAULTS = [
  'none',
  'crash',
  'pause',
  'partition',
  'oneWayPartition',
  'clientCut',
  'clog',
  'delaySpike',
  'transfer',
  'members',
  'diskFull',
] as const;
export type LastingFault = (typeof LASTING_FAULTS)[number];

/** Microseconds, and microseconds times the share of groups, clients and keys without service. */
export interface Reach {
  micros: number;
  groups: number;
  clients: number;
  keys: number;
}

/** How far a kind of fault reached: whatever else was in force, and while nothing else was. */
export interface Radius {
  readonly any: Reach;
  readonly alone: Reach;
}

export type BlastRadius = Readonly<Record<LastingFault, Radius>>;

export function noRadius(): BlastRadius {
  const none = (): Reach => ({ micros: 0, groups: 0, clients: 0, keys: 0 });
  return Object.fromEntries(
    LASTING_FAULTS.map((kind) => [kind, { any: none(), alone: none() }]),
  ) as unknown as BlastRadius;
}

/** Adds up, kind by kind of fault, who was without service while one was in force. */
export class BlastRadii {
  readonly radius = noRadius();
  readonly #world: World;
  readonly #inForce = new Map<FaultKey, LastingFault>();
  /** Of faults that end by themselves. */
  readonly #untilMicros = new Map<FaultKey, number>();

  constructor(world: World) {
    this.#world = world;
  }

  began(key: FaultKey, fault: Fault): void {
    const kind = kindOf(fault);
    if (kind !== null) {
      this.#inForce.set(key, kind);
    }
    if ('untilMicros' in fault) {
      this.#untilMicros.set(key, fault.untilMicros);
    }
  }

  /** Whether the fault is in force and keeps nodes apart. */
  isCut(key: FaultKey): boolean {
    const kind = this.#inForce.get(key);
    return kind === 'partition' || kind === 'oneWayPartition';
  }

  ended(key: FaultKey): void {
    this.#inForce.delete(key);
    this.#untilMicros.delete(key);
  }

  /** For `micros` the given shares of all groups, clients and keys have been without service. */
  note(micros: number, unserved: Omit<Reach, 'micros'>): void {
    const kinds = this.#kindsNow();
    for (const kind of kinds) {
      add(this.radius[kind].any, micros, unserved);
      if (kinds.size === 1) {
        add(this.radius[kind].alone, micros, unserved);
      }
    }
  }

  #kindsNow(): Set<LastingFault> {
    const { nowMicros, hosts } = this.#world;
    for (const [key, untilMicros] of this.#untilMicros) {
      if (untilMicros <= nowMicros) {
        this.ended(key);
      }
    }
    const kinds = new Set(this.#inForce.values());
    for (const { state, incarnation, disk } of hosts.values()) {
      // A machine that was never started is not missed.
      if (state === 'down' && incarnation > 0) {
        kinds.add('crash');
      } else if (state === 'paused') {
        kinds.add('pause');
      }
      if (disk.faults.capacityBytes !== null) {
        kinds.add('diskFull');
      }
    }
    return kinds.size === 0 ? new Set(['none']) : kinds;
  }
}

function add(reach: Reach, micros: number, unserved: Omit<Reach, 'micros'>): void {
  reach.micros += micros;
  for (const what of ['groups', 'clients', 'keys'] as const) {
    reach[what] += Math.round(micros * unserved[what]);
  }
}

/** Null for what has no length, and for what is only asked for once faults are over. */
function kindOf(fault: Fault): LastingFault | null {
  switch (fault.kind) {
    case 'partition':
    case 'division':
      return fault.isOneWay ? 'oneWayPartition' : 'partition';
    case 'clientCut':
    case 'clog':
    case 'delaySpike':
    case 'transfer':
      return fault.kind;
    case 'add':
    case 'remove':
      return 'members';
    case 'comeBack':
    case 'frozen':
    case 'clockJump':
    case 'clockSkew':
      return null;
  }
}
