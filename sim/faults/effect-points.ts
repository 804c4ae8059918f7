import type { LogIndex } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Checksum } from '../../src/base/ports.ts';
import type { Effect } from '../../src/engine/events.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import { PPM, SITES } from '../base/keyed-random.ts';
import type { Cluster } from '../world/cluster.ts';
import { EFFECT_KINDS, type EffectKind } from '../world/effect-kind.ts';
import type { EffectWatch, Strike } from '../world/effect-watch.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { crash, downtimeMicros, restartLater } from './crashes.ts';
import { EffectKinds } from './effect-kinds.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { Moments } from './moments.ts';

const SIDES = ['before', 'after'] as const;

interface Point {
  readonly kind: EffectKind;
  readonly side: (typeof SIDES)[number];
}

/** Every point, under its number in keys. */
const POINTS: readonly Point[] = EFFECT_KINDS.flatMap((kind) =>
  SIDES.map((side) => ({ kind, side })),
);
/** A point is there for a whole run, or not at all; and strikes not every time that it is reached. */
const ACTIVE = PPM / 4;
const FIRES = PPM / 4;

/**
 * Ends nodes just before or just after one of their effects. Points take turns: at random times one
 * of those that the run has is armed, and strikes whoever reaches it, once.
 */
export class EffectPoints implements EffectWatch {
  readonly clock: FaultClock;
  readonly #cluster: Cluster;
  readonly #kinds: EffectKinds;
  readonly #points: readonly Point[];
  #armed: Point | null = null;
  /** The choices of the stroke that has armed it. */
  #choose: Choose | null = null;
  /** What each replica had applied when its state was last looked at; it lies in memory. */
  readonly #applied = new WeakMap<Replica, LogIndex>();
  readonly #moments = new Moments();

  constructor(cluster: Cluster, checksum: Checksum) {
    const { world } = cluster;
    this.#cluster = cluster;
    this.#kinds = new EffectKinds(checksum);
    this.#points = POINTS.filter((_, i) => world.random.chance(ACTIVE, SITES.effectPoint, 0, i));
    const { effectPointMicros } = world.config.faults;
    this.clock = new FaultClock(world, FAULT_CODES.effectPoint, effectPointMicros, (choose) => {
      this.#armed = choose.oneOf(this.#points) ?? null;
      this.#choose = choose;
    });
  }

  stop(): void {
    this.clock.stop();
    this.#armed = null;
  }

  turned(host: SimHost): Strike | null {
    return this.#isAt('apply', 'before') && this.#hasApplied(host) ? this.#reach(host) : null;
  }

  ended(host: SimHost): Strike | null {
    return this.#isAt('apply', 'after') && this.#hasApplied(host) ? this.#reach(host) : null;
  }

  before(host: SimHost, effect: Effect): Strike | null {
    return this.#armed?.side === 'before' ? this.#look(host, effect) : null;
  }

  /** A request of a disk is over when it is done, not when it is made. */
  after(host: SimHost, effect: Effect): Strike | null {
    const isDone = effect.kind === 'send' || effect.kind === 'reply';
    return isDone && this.#armed?.side === 'after' ? this.#look(host, effect) : null;
  }

  completed(host: SimHost, request: StorageRequest): Strike | null {
    return this.#armed?.side === 'after' ? this.#look(host, request) : null;
  }

  #isAt(kind: EffectKind, side: Point['side']): boolean {
    return this.#armed?.kind === kind && this.#armed.side === side;
  }

  #look(host: SimHost, effect: Effect | StorageRequest): Strike | null {
    const kind = this.#armed?.kind;
    return kind !== undefined && this.#kinds.is(kind, host, effect) ? this.#reach(host) : null;
  }

  /** Whether a replica with its state in memory applied something in this turn. */
  #hasApplied(host: SimHost): boolean {
    let hasApplied = false;
    for (const replica of [...host.touched, ...host.rested]) {
      const { appliedIndex } = replica.machine;
      const before = this.#applied.get(replica);
      this.#applied.set(replica, appliedIndex);
      hasApplied ||= replica.database === null && before !== undefined && before < appliedIndex;
    }
    return hasApplied;
  }

  #reach(host: SimHost): Strike | null {
    const { world } = this.#cluster;
    const point = this.#armed;
    if (point === null) {
      return null;
    }
    const moment = this.#moments.next(host, POINTS.indexOf(point));
    if (!world.random.chance(FIRES, SITES.effectPoint, 1, moment)) {
      return null;
    }
    this.#armed = null;
    return () => this.#strike(host, point);
  }

  #strike(host: SimHost, { kind, side }: Point): void {
    const { world } = this.#cluster;
    const choose = present(this.#choose, 'a point was armed');
    world.counts.crashPoints[kind][side]++;
    this.#kinds.forget(host);
    crash(this.#cluster, host, choose.chance(world.config.faults.powerLoss));
    restartLater(this.#cluster, host, downtimeMicros(this.#cluster, choose));
  }
}
