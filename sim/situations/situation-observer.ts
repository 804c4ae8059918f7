import { present } from '../../src/base/invariant.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { Fault, FaultKey } from '../world/fault.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { World } from '../world/world.ts';
import {
  CELLS,
  DIMENSIONS,
  positionsOf,
  STRIDES,
  TRANSITIONS,
  type Transition,
} from './dimensions.ts';
import { FaultsInForce } from './faults-in-force.ts';
import { NO_MESSAGE_RELATION, relationOf } from './message-relation.ts';
import { ReplicaPhase } from './replica-phase.ts';
import { type SituationCounts, sparse } from './situation-counts.ts';

const ROLES = DIMENSIONS.role.length;
const TRANSITION = positionsOf(TRANSITIONS);

/** What came to a node since its last turn, besides messages. */
interface Arrivals {
  hasDisk: boolean;
  hasRequest: boolean;
}

/** A replica as its last turn left it: what its next transition begins with. */
interface Known {
  readonly phase: ReplicaPhase;
  /** Its node was started again, and this is its first turn. */
  isRestarted: boolean;
  /** Without a message and without a fault. */
  cell: number;
  role: string;
  term: number;
  /** It took a message in, in the turn under way. */
  hasMessage: boolean;
}

/**
 * Counts the situations in which replicas go through transitions: each message that one takes in, and
 * each turn without one. It judges nothing, draws nothing, and the run is the same without it.
 */
export class SituationObserver implements Observer {
  readonly #cells = new Uint32Array(CELLS);
  /** By transition, then by role. */
  readonly #transitions = new Uint32Array(TRANSITIONS.length * ROLES);
  readonly #faults = new FaultsInForce();
  readonly #known = new Map<Replica, Known>();
  readonly #arrivals = new Map<SimHost, Arrivals>();
  #world: World | null = null;

  attach(world: World): void {
    this.#world = world;
    world.observe(this);
  }

  get counts(): SituationCounts {
    return { cells: sparse(this.#cells), transitions: sparse(this.#transitions) };
  }

  taking(host: SimHost, replica: Replica, message: PeerMessage['message']): void {
    const known = this.#of(host, replica);
    const cell = known.phase.cell(relationOf(message, replica.raft.state));
    this.#count(host, cell, TRANSITION[message.kind]);
    known.hasMessage = true;
  }

  completing(host: SimHost): void {
    this.#arrivalsAt(host).hasDisk = true;
  }

  requested(host: SimHost): void {
    this.#arrivalsAt(host).hasRequest = true;
  }

  submitted(host: SimHost, operation: DiskOperation): void {
    this.#faults.submitted(host, operation, this.#now);
  }

  afterTurn(host: SimHost): void {
    const arrivals = this.#arrivalsAt(host);
    for (const replica of host.touched) {
      const known = this.#of(host, replica);
      if (!known.hasMessage) {
        this.#count(host, known.cell, TRANSITION[transitionOf(known, arrivals)]);
      }
      remember(known);
    }
    arrivals.hasDisk = false;
    arrivals.hasRequest = false;
  }

  starting(host: SimHost): void {
    this.#faults.starting(host, this.#now, host.incarnation === 0);
  }

  stopping(host: SimHost): void {
    for (const replica of host.node?.replicas.values() ?? []) {
      this.#known.delete(replica);
    }
    this.#arrivals.delete(host);
  }

  stopped(host: SimHost): void {
    this.#faults.stopped(host);
  }

  leaving(host: SimHost): void {
    this.#faults.leaving(host);
  }

  paused(host: SimHost): void {
    this.#faults.paused(host);
  }

  resumed(host: SimHost): void {
    this.#faults.resumed(host);
  }

  faultBegan(key: FaultKey, fault: Fault): void {
    this.#faults.began(key, fault, this.#now, this.#runningWorld.machines);
  }

  faultEnded(key: FaultKey): void {
    this.#faults.ended(key);
  }

  healed(): void {
    this.#faults.healed();
  }

  /** Once for each fault in force. */
  #count(host: SimHost, cell: number, transition: number): void {
    const cells = this.#cells;
    let mask = this.#faults.maskOf(host, this.#now);
    while (mask !== 0) {
      const at = cell + 31 - Math.clz32(mask & -mask);
      cells[at] = (cells[at] as number) + 1;
      mask &= mask - 1;
    }
    const at = transition * ROLES + Math.floor(cell / STRIDES.role);
    this.#transitions[at] = (this.#transitions[at] as number) + 1;
  }

  #of(host: SimHost, replica: Replica): Known {
    let known = this.#known.get(replica);
    if (known === undefined) {
      const phase = new ReplicaPhase(host.id, replica);
      const isRestarted = host.incarnation > 1;
      known = { phase, cell: 0, role: 'follower', term: 0, hasMessage: false, isRestarted };
      remember(known);
      known.isRestarted = isRestarted;
      this.#known.set(replica, known);
    }
    return known;
  }

  #arrivalsAt(host: SimHost): Arrivals {
    let arrivals = this.#arrivals.get(host);
    if (arrivals === undefined) {
      arrivals = { hasDisk: false, hasRequest: false };
      this.#arrivals.set(host, arrivals);
    }
    return arrivals;
  }

  get #now(): number {
    return this.#runningWorld.nowMicros;
  }

  get #runningWorld(): World {
    return present(this.#world, 'the observer is attached to a world');
  }
}

function remember(known: Known): void {
  const { role, term } = known.phase.replica.raft.state;
  known.cell = known.phase.cell(NO_MESSAGE_RELATION);
  known.role = role;
  known.term = term;
  known.hasMessage = false;
  known.isRestarted = false;
}

/** What a turn without a message came from. */
function transitionOf(known: Known, { hasDisk, hasRequest }: Arrivals): Transition {
  const { role, term } = known.phase.replica.raft.state;
  if (known.isRestarted) {
    return 'restart';
  }
  if (hasDisk) {
    return 'disk';
  }
  if (hasRequest) {
    return 'request';
  }
  return role !== known.role || term !== known.term ? 'timeout' : 'tick';
}
