import { present } from '../../src/base/invariant.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { Alterations } from '../faults/alterations.ts';
import { Choose } from '../faults/choose.ts';
import { clientCuts } from '../faults/client-cuts.ts';
import { clockJumps, clockSkews } from '../faults/clocks.ts';
import { CrashPoints } from '../faults/crash-points.ts';
import { crashes } from '../faults/crashes.ts';
import { diskDamage } from '../faults/disk-damage.ts';
import { divisions } from '../faults/divisions.ts';
import { EffectPoints } from '../faults/effect-points.ts';
import { canDoWithout } from '../faults/fault-budget.ts';
import type { FaultClock, Striker } from '../faults/fault-clock.ts';
import { FAULT_CODES } from '../faults/fault-codes.ts';
import { forcedSnapshots } from '../faults/forced-snapshots.ts';
import { fullDisks } from '../faults/full-disks.ts';
import { clogs, spikes } from '../faults/links.ts';
import { logReads } from '../faults/log-reads.ts';
import { memberStorm } from '../faults/member-storm.ts';
import { MemberActions } from '../faults/members.ts';
import { membershipChurn } from '../faults/membership-churn.ts';
import { partitions } from '../faults/partitions.ts';
import { pauses } from '../faults/pauses.ts';
import { Repairs } from '../faults/repairs.ts';
import { stops } from '../faults/stops.ts';
import { swizzles } from '../faults/swizzles.ts';
import { SyncStrikes } from '../faults/sync-strikes.ts';
import { transfers } from '../faults/transfers.ts';
import { wipes } from '../faults/wipes.ts';
import { LivenessMeter } from '../liveness/liveness-meter.ts';
import { AnsweredRequests } from '../oracles/answered-requests.ts';
import { Campaigns } from '../oracles/campaigns.ts';
import { ClientAnswers } from '../oracles/client-answers.ts';
import { CommittedEntries } from '../oracles/committed-entries.ts';
import { ConfigurationChanges } from '../oracles/configuration-changes.ts';
import { Configurations } from '../oracles/configurations.ts';
import { DepartedLeaders } from '../oracles/departed-leaders.ts';
import type { DurableLogs } from '../oracles/durable-logs.ts';
import { ElectedByQuorum } from '../oracles/elected-by-quorum.ts';
import { ElectionSafety } from '../oracles/election-safety.ts';
import { EngineFailures } from '../oracles/engine-failures.ts';
import { EXCUSED_BY_SYNC_MODE, Excuses } from '../oracles/excuses.ts';
import type { ForgottenEntries } from '../oracles/forgotten-entries.ts';
import { GroupIsolation } from '../oracles/group-isolation.ts';
import { LeaderAppendOnly } from '../oracles/leader-append-only.ts';
import { LeaderProgress } from '../oracles/leader-progress.ts';
import { LogAnswers } from '../oracles/log-answers.ts';
import { LogMatching } from '../oracles/log-matching.ts';
import { LostCommits } from '../oracles/lost-commits.ts';
import { MembershipHistory } from '../oracles/membership-history.ts';
import { ReplicaStates } from '../oracles/replica-states.ts';
import { VoteMemory } from '../oracles/vote-memory.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { groupOfKey } from '../workload/key-groups.ts';
import { Operator } from '../workload/operator.ts';
import { SimClient } from '../workload/sim-client.ts';
import { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import { World } from '../world/world.ts';
import type { CoreResult } from './core-phase.ts';
import { whyGivenUp } from './given-up.ts';
import { mediaOf } from './media.ts';
import type { RunExtras } from './run-seed.ts';

const OPERATOR_CONNECTION = 1000;
const TELL_MICROS = 500_000;
/** How often whoever waits is told how far a run is. */
const PROGRESS_MICROS = 500_000;

/** A world with everything in it: a cluster, clients, an operator, oracles, and faults to come. */
export class Simulation {
  readonly world: World;
  readonly cluster: Cluster;
  readonly answers: ClientAnswers;
  readonly clients: readonly SimClient[];
  readonly operator: Operator;
  /** What a part of the machines was asked for by itself; null before. */
  core: CoreResult | null = null;
  readonly members: MemberActions;
  readonly alterations: Alterations;
  readonly elections = new ElectionSafety();
  readonly answered = new AnsweredRequests();
  readonly committed: CommittedEntries;
  readonly failures: EngineFailures;
  readonly liveness: LivenessMeter;
  /** Null where the disks of the run may forget what was synced. */
  readonly durable: DurableLogs | null;
  /** What power cuts took back, and what came of it; null where the sync mode lets them take nothing. */
  readonly forgotten: ForgottenEntries | null;
  readonly lost: LostCommits | null;
  /** Why nobody had to agree and to serve in the end, in words; null where all had to. */
  unasked: string | null = null;
  /** What the run is excused of, where disks may lose unnoticed what was durable, or acknowledged. */
  readonly excuses: Excuses;
  readonly #isolation: GroupIsolation;
  readonly #clocks: readonly FaultClock[];
  readonly #crashPoints: CrashPoints;
  readonly #syncStrikes: SyncStrikes;
  readonly #effectPoints: EffectPoints;
  readonly #replay: Schedule | null;
  readonly #onProgress: RunExtras['onProgress'];

  /** @param extras - a recorder hears of everything before any oracle does. */
  constructor(
    config: SimConfig,
    platform: Pick<Ports, 'checksum' | 'utf8'>,
    { recorder, trace, situations, onProgress, ...origin }: RunExtras = {},
  ) {
    this.world = new World(config, platform, origin);
    this.#replay = origin.replay ?? null;
    if (trace !== undefined) {
      this.world.traceTo(trace);
    }
    const { lostSync, isUnbounded } = config.diskFaults;
    const media = mediaOf(config, platform.checksum, () => this.world.nowMicros);
    const { durable, forgotten } = media;
    this.durable = durable;
    this.forgotten = forgotten;
    this.committed = new CommittedEntries(forgotten ?? durable);
    this.lost = forgotten === null ? null : new LostCommits(forgotten, this.committed);
    this.excuses = this.#makeExcuses();
    this.answers = new ClientAnswers(config.faults.driftPpmMax, this.excuses);
    this.#onProgress = onProgress;
    recorder?.attach(this.world);
    situations?.attach(this.world);
    const { faults } = this.world.counts;
    const membership = new MembershipHistory(faults);
    this.failures = new EngineFailures(faults, membership, forgotten);
    const mayExcuse = lostSync > 0 || forgotten !== null;
    for (const observer of [
      this.failures,
      this.elections,
      new ElectedByQuorum(),
      new Campaigns(),
      new VoteMemory(),
      new ReplicaStates(),
      new LogMatching(),
      ...media.observers,
      ...(this.lost === null ? [] : [this.lost]),
      this.committed,
      membership,
      new Configurations(),
      new ConfigurationChanges(),
      new LeaderProgress(),
      new LeaderAppendOnly(),
      new DepartedLeaders(),
      this.answered,
    ]) {
      this.world.observe(mayExcuse ? this.excuses.around(observer) : observer);
    }
    this.cluster = new Cluster(this.world, membership);
    const { groups } = this.cluster;
    this.#isolation = new GroupIsolation((key) => groupOfKey(key, groups, platform));
    this.world.observe(this.#isolation);
    this.liveness = new LivenessMeter(this.cluster);
    this.world.observe(this.liveness);
    this.#crashPoints = new CrashPoints(this.cluster);
    this.#effectPoints = new EffectPoints(this.cluster, platform.checksum);
    this.cluster.begin();
    this.operator = new Operator(this.cluster, OPERATOR_CONNECTION);
    this.members = new MemberActions(this.cluster, this.operator, this.failures);
    this.#syncStrikes = new SyncStrikes(this.cluster);
    const repairs = new Repairs(this.cluster, this.members, this.failures);
    this.world.observe(repairs);
    const mayLose = (host: SimHost) =>
      isUnbounded || (!repairs.isBusy && canDoWithout(host, this.cluster, durable));
    this.alterations = new Alterations(this.cluster, this.operator, this.members);
    this.clients = this.#makeClients();
    this.#tellClients();
    this.#clocks = [
      crashes(this.cluster),
      pauses(this.cluster),
      partitions(this.cluster),
      clogs(this.cluster),
      spikes(this.cluster),
      transfers(this.cluster, this.operator),
      membershipChurn(this.cluster, this.members),
      diskDamage(this.cluster, platform.checksum, mayLose),
      fullDisks(this.cluster, mayLose),
      wipes(this.cluster),
      divisions(this.cluster),
      clientCuts(this.cluster),
      swizzles(this.cluster),
      clockJumps(this.cluster),
      clockSkews(this.cluster),
      stops(this.cluster),
      forcedSnapshots(this.cluster, this.operator),
      logReads(this.cluster, this.operator, {
        answers: new LogAnswers(this.committed, platform.checksum),
        excuses: this.excuses,
      }),
      memberStorm(this.cluster, this.members, this.alterations),
    ];
  }

  /** Whether clients ask, or will: always, unless all that a schedule lets them ask is over. */
  get hasQuestions(): boolean {
    const last = this.#replay?.operations.at(-1);
    return (
      this.#replay === null ||
      (last !== undefined && last.atMicros >= this.world.nowMicros) ||
      this.clients.some(({ pending }) => pending > 0)
    );
  }

  startClients(): void {
    for (const client of this.clients) {
      if (this.#replay === null) {
        client.start();
      } else {
        client.listen();
      }
    }
    for (const operation of this.#replay?.operations ?? []) {
      const client = this.clients[operation.client - 1];
      this.world.at(operation.atMicros, () => client?.repeat(operation));
    }
  }

  /** Lets everything happen that is due before `untilMicros`. @throws Violation */
  runUntil(untilMicros: number): void {
    const { world } = this;
    while (world.nowMicros < untilMicros) {
      world.runUntil(Math.min(untilMicros, world.nowMicros + PROGRESS_MICROS));
      this.#onProgress?.(world.nowMicros);
    }
  }

  startFaults(): void {
    if (this.#replay !== null) {
      this.#startReplay(this.#replay);
      return;
    }
    const { config } = this.world;
    this.world.observe(this.#crashPoints);
    this.world.observe(this.#syncStrikes);
    this.#effectPoints.clock.start();
    this.world.effects = config.faults.effectPointMicros > 0 ? this.#effectPoints : null;
    for (const clock of this.#clocks) {
      clock.start();
    }
  }

  #startReplay({ strokes }: Schedule): void {
    const hasPoints = strokes.some(({ fault }) => fault === 'effectPoint');
    this.world.effects = hasPoints ? this.#effectPoints : null;
    for (const { atMicros, fault, host, choices } of strokes) {
      this.world.at(atMicros, () => {
        const victim = this.world.machines.find(({ ordinal }) => ordinal === host);
        const strikers: Striker[] = [
          ...this.#clocks,
          this.#effectPoints.clock,
          this.#crashPoints,
          this.#syncStrikes,
        ];
        const striker = strikers.find(({ code }) => code === FAULT_CODES[fault]);
        if (victim !== undefined || host === null) {
          striker?.repeat(choices, victim);
        }
      });
    }
  }

  stopFaults(): void {
    this.world.areFaultsOver = true;
    this.#crashPoints.stop();
    this.#syncStrikes.stop();
    this.#effectPoints.stop();
    this.world.effects = null;
    this.world.mendDisks();
    for (const clock of this.#clocks) {
      clock.stop();
    }
  }

  /** Looks once more, after all else, at whoever has not ended before. @throws Violation */
  lookAtEnd(): void {
    for (const host of this.world.machines) {
      this.#isolation.lookAtAll(host);
    }
  }

  /** What decides who is left alone at first; null where a schedule leaves nobody alone. */
  coreChoices(): Choose | null {
    const { freeze } = FAULT_CODES;
    if (this.#replay === null) {
      return new Choose(this.world, freeze, 0).takePlace();
    }
    const stroke = this.#replay.strokes.find(({ fault }) => FAULT_CODES[fault] === freeze);
    return stroke === undefined ? null : new Choose(this.world, freeze, 0, stroke.choices);
  }

  #makeExcuses(): Excuses {
    const { lost } = this;
    return lost === null
      ? new Excuses(() => this.world.counts.faults.lostSync > 0)
      : new Excuses(
          (alarm) =>
            alarm.oracle === 'convergence' || alarm.oracle === 'service'
              ? whyGivenUp(this) !== null
              : lost.explains(alarm),
          EXCUSED_BY_SYNC_MODE,
        );
  }

  /** Clients hear of new members from time to time. */
  #tellClients(): void {
    const nodes = this.cluster.members().map((host) => host.id);
    if (nodes.length > 0) {
      for (const client of this.clients) {
        client.learnNodes(nodes);
      }
    }
    this.world.at(this.world.nowMicros + TELL_MICROS, () => this.#tellClients());
  }

  /** A client with sessions: it repeats what got no answer. */
  get patientClient(): SimClient {
    return present(this.clients[this.clients.length - 1], 'a run has a client');
  }

  #makeClients(): SimClient[] {
    const { workload } = this.world.config;
    const nodes = this.world.machines.map((host) => host.id);
    const withoutSessions = Math.floor((workload.clients * workload.sessionless) / 1_000_000);
    return Array.from({ length: workload.clients }, (_, i) => {
      const sessions = i >= withoutSessions;
      const { service } = this.liveness;
      const { groups } = this.cluster;
      const options = { connection: i + 1, nodes, groups, sessions, service };
      return new SimClient(this.world, options, this.answers);
    });
  }
}
