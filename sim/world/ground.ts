import type { NodeId } from '../../src/base/ids.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { NodeEvent } from '../../src/engine/events.ts';
import type { Decisions } from '../base/decisions.ts';
import { KeyedRandom, SITES } from '../base/keyed-random.ts';
import { RollingHash } from '../base/rolling-hash.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { SimNetwork } from '../network/sim-network.ts';
import { ReplayedDecisions } from '../schedule/replayed-decisions.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import { Agenda } from './agenda.ts';
import { noCounts, type RunCounts } from './counters.ts';
import type { EffectWatch } from './effect-watch.ts';
import { Observers } from './observers.ts';
import { PoisoningPool } from './poisoning-pool.ts';
import type { SimHost } from './sim-host.ts';

/** Longest time that a node lets events collect before it looks. */
const TURN_DELAY_MICROS = 50;

/** Chance decides, and leaves no trace, unless somebody writes down what it does or says what to do. */
export interface WorldExtras {
  readonly journal?: ScheduleRecorder;
  readonly replay?: Schedule;
}

/** What all parts of a world have in common: time, chance, machines, and who looks on. */
export class Ground {
  readonly config: SimConfig;
  readonly random: Decisions;
  /** Writes down what is decided. */
  readonly journal: ScheduleRecorder | null;
  readonly network: SimNetwork;
  readonly hosts = new Map<NodeId, SimHost>();
  readonly counts: RunCounts = noCounts();
  readonly hash: RollingHash;
  readonly ports: Ports;
  readonly agenda: Agenda;
  readonly observers = new Observers();
  nowMicros = 0;
  /** Who may come between the effects of a turn; mostly nobody. */
  effects: EffectWatch | null = null;

  constructor(
    config: SimConfig,
    platform: Pick<Ports, 'checksum' | 'utf8'>,
    { journal, replay }: WorldExtras = {},
  ) {
    this.config = config;
    this.journal = journal ?? null;
    const decisions =
      replay === undefined
        ? new KeyedRandom(config.rootHigh, config.rootLow)
        : new ReplayedDecisions(replay, this);
    this.random = this.journal?.decisionsOf(decisions, this) ?? decisions;
    this.network = new SimNetwork(this.random, config.network);
    this.hash = new RollingHash(platform.checksum);
    this.ports = { ...platform, buffers: new PoisoningPool() };
    this.agenda = new Agenda(this.random, this.journal);
  }

  /** Machines by their order of appearance. */
  get machines(): SimHost[] {
    return [...this.hosts.values()];
  }

  get upHosts(): SimHost[] {
    return this.machines.filter((host) => host.state === 'up');
  }

  /** Whoever is paused hears of it later. */
  inform(host: SimHost, event: NodeEvent): void {
    host.inbox.push(event);
    if (host.state === 'up') {
      this.wake(host);
    }
  }

  /** The node on `host` will have a turn soon. */
  wake(host: SimHost): void {
    if (!host.isTurnScheduled) {
      host.isTurnScheduled = true;
      const { ordinal, incarnation, caused } = host;
      const delay = this.random.below(TURN_DELAY_MICROS, SITES.turnDelay, ordinal, caused);
      this.agenda.push(host, this.nowMicros + delay, { kind: 'turn', host, incarnation });
    }
  }
}
