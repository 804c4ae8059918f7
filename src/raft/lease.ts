/** What bounds a lease besides the number of ticks in an election timeout. */
export interface LeaseBounds {
  readonly tickMicros: number;
  readonly electionTicks: number;
  /** No clock runs faster or slower than real time by more than this, in parts per million. */
  readonly clockDriftPpmMax: number;
}

const PPM = 1_000_000;
/**
 * Rounds whose time is kept, evenly over the length of a lease: what a longer link has under way earns
 * nothing when it is answered, and a lease lacks at most this fraction of its length.
 */
const ROUNDS_MAX = 256;

/** Most ticks that pass at once after a stall: a node must listen again before it campaigns. */
export function ticksAtOnceMax(electionTicks: number): number {
  return Math.max(1, Math.floor(electionTicks / 4));
}

/**
 * How long a leader may rely on a quorum having heard it, from when it sent what they heard.
 *
 * A follower grants nobody a vote for `electionTicks` of its own clock. Of these, the ticks that a
 * stall let pass at once and the one under way when it heard its leader may lie before that moment.
 * What is left is shortened by the worst case, a fast follower and a slow leader (raft.md item 44).
 *
 * @returns 0 where nothing is left: then there are no leases.
 */
export function leaseMicros({ tickMicros, electionTicks, clockDriftPpmMax }: LeaseBounds): number {
  const sureTicks = electionTicks - 1 - ticksAtOnceMax(electionTicks);
  const sureMicros = Math.max(0, sureTicks) * tickMicros;
  return Math.max(
    0,
    Math.floor((sureMicros * (PPM - clockDriftPpmMax)) / (PPM + clockDriftPpmMax)),
  );
}

interface SentRound {
  readonly counter: number;
  readonly sentMicros: number;
}

/**
 * A leader's right to answer reads alone for a while (Raft thesis §6.4.1): nobody else can have been
 * elected before `untilMicros`, by this node's monotonic clock.
 */
export class LeaderLease {
  #rounds: SentRound[] = [];
  #untilMicros = Number.NEGATIVE_INFINITY;
  #isForfeited = false;

  /** Whether the lease covers this moment. */
  covers(nowMicros: number): boolean {
    return !this.#isForfeited && nowMicros < this.#untilMicros;
  }

  /**
   * Notes when a round of heartbeats left: a lease of `durationMicros` that it earns begins then. One
   * that left right behind another is not noted: whoever answers it has heard the other, too.
   */
  sent(round: SentRound, durationMicros: number): void {
    const { sentMicros } = round;
    while ((this.#rounds[0]?.sentMicros ?? sentMicros) < sentMicros - durationMicros) {
      this.#rounds.shift();
    }
    const last = this.#rounds[this.#rounds.length - 1];
    if (last === undefined || sentMicros - last.sentMicros >= durationMicros / ROUNDS_MAX) {
      this.#rounds.push(round);
    }
  }

  /** Notes that a quorum heard every round up to `counter`, or a later one. */
  confirmed(counter: number, durationMicros: number): void {
    while (this.#rounds.length > 0 && (this.#rounds[0] as SentRound).counter <= counter) {
      const { sentMicros } = this.#rounds.shift() as SentRound;
      this.#untilMicros = Math.max(this.#untilMicros, sentMicros + durationMicros);
    }
  }

  /**
   * Gives the lease up for the rest of the term. Who was asked to campaign passes everybody's guard,
   * and may do so at any later time: the question may be late.
   */
  forfeit(): void {
    this.#isForfeited = true;
  }

  /** Ends the lease that runs, and those that are on their way to be earned. */
  lapse(): void {
    this.#rounds = [];
    this.#untilMicros = Number.NEGATIVE_INFINITY;
  }

  /** Ends the term. */
  reset(): void {
    this.lapse();
    this.#isForfeited = false;
  }
}
