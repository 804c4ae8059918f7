import type { Cleanup } from '../../../src/cli/command/cleanup.ts';
import type { Mutant } from '../../mutants/mutant.ts';
import type { RunResult } from '../../run/run-result.ts';
import { SCENARIOS } from '../../scenarios/catalogue.ts';
import { reproduceRun } from '../reproduce-run.ts';
import { RunPool } from '../run-pool.ts';
import type { RunChoice } from '../sim-command.ts';
import { toTask } from '../to-task.ts';
import type { CampaignLog } from './campaign-log.ts';
import { isAlarm, isKill, type MutantRun } from './score.ts';
import { shrinkKill } from './shrink-kill.ts';

/** A mutant whose turns never end would hold the campaign up for ever. */
const RUN_WALL_MAX_MS = 300_000;
const MICROS_PER_SECOND = 1_000_000;

/** What hunts have in common. */
export interface HuntingParty {
  readonly log: CampaignLog;
  /** Runs the engine as it is. */
  readonly clean: RunPool;
  readonly cleanup: Cleanup;
  /** In place of what profiles say; null for that. */
  readonly durationMicros: number | null;
  /** How long the run that found a mutant is shrunk; 0 for not at all. */
  readonly shrinkSeconds: number;
  /** Aborted when somebody ends the campaign: what is under way then says nothing. */
  readonly signal: AbortSignal;
  /** Whether no further run may begin. */
  isOver(): boolean;
  onRun(run: MutantRun): void;
}

/** The runs of one mutant: those of an earlier campaign, and those that are made now. */
export class Hunt {
  readonly mutant: Mutant;
  readonly #party: HuntingParty;
  readonly #digest: string;
  readonly #runs: MutantRun[];

  /** @param digest - of the mutant's build: runs of another one do not count */
  constructor(mutant: Mutant, party: HuntingParty, digest: string) {
    this.mutant = mutant;
    this.#party = party;
    this.#digest = digest;
    this.#runs = party.log
      .runsOf(mutant.id, digest)
      .filter(({ run, command }) => command === this.#commandOf(run));
  }

  get runs(): readonly MutantRun[] {
    return this.#runs;
  }

  get isKilled(): boolean {
    return this.#runs.some(isKill);
  }

  /**
   * Runs the mutant until it is found, as often as `runsMax` says together with what was run before,
   * and shrinks the run that found it.
   */
  async pursue(runsMax: number): Promise<void> {
    const missing = Array.from({ length: runsMax }, (_, i) => i + 1).filter((place) =>
      this.#runs.every(({ run }) => run !== place),
    );
    const isHunted = !this.isKilled && missing.length > 0;
    if (!(isHunted || this.#isToBeShrunk) || this.#party.isOver()) {
      return;
    }
    const pool = await RunPool.open(this.mutant.id, 1, this.#party.cleanup);
    await this.#search(pool, missing);
    await this.#shrink(pool);
    await pool.close();
  }

  async #search(pool: RunPool, places: readonly number[]): Promise<void> {
    for (const place of places) {
      if (this.isKilled || this.#party.isOver()) {
        break;
      }
      const run = await this.#runOne(pool, place);
      if (this.#party.signal.aborted) {
        break;
      }
      this.#runs.push(run);
      this.#party.log.add(run);
      this.#party.onRun(run);
    }
  }

  get #isToBeShrunk(): boolean {
    const { shrinkSeconds } = this.#party;
    return shrinkSeconds > 0 && this.#runs.find(isKill)?.shrunk === undefined && this.isKilled;
  }

  async #shrink(pool: RunPool): Promise<void> {
    const at = this.#runs.findIndex(isKill);
    const kill = this.#runs[at];
    if (kill === undefined || !this.#isToBeShrunk || this.#party.isOver()) {
      return;
    }
    const task = toTask(String(kill.run), this.#choiceOf(kill.run));
    const { shrinkSeconds, signal, log, clean } = this.#party;
    const shrunk = await shrinkKill(pool, clean, task, shrinkSeconds).catch(() => null);
    if (!signal.aborted) {
      // Takes the place of the line that has the run without it.
      this.#runs[at] = { ...kill, shrunk };
      log.add({ ...kill, shrunk });
    }
  }

  async #runOne(pool: RunPool, place: number): Promise<MutantRun> {
    const startMs = performance.now();
    const choice = this.#choiceOf(place);
    const found = await outcomeOf(pool, choice, place);
    const wallSeconds = (performance.now() - startMs) / 1000;
    const cleanVerdict = isAlarm(found.verdict)
      ? (await outcomeOf(this.#party.clean, choice, place)).verdict
      : null;
    return {
      mutant: this.mutant.id,
      digest: this.#digest,
      run: place,
      command: this.#commandOf(place),
      hunt: this.#groundOf(place),
      ...found,
      wallSeconds: Math.round(wallSeconds * 1000) / 1000,
      cleanVerdict,
    };
  }

  #groundOf(place: number): string {
    const { hunts } = this.mutant;
    return hunts[(place - 1) % hunts.length] as string;
  }

  #choiceOf(place: number): RunChoice {
    const ground = this.#groundOf(place);
    const { durationMicros } = this.#party;
    if (SCENARIOS.some(({ name }) => name === ground)) {
      return { profile: 'default', scenario: ground, mutant: this.mutant.id, overrides: {} };
    }
    const { nodes } = this.mutant;
    const overrides = {
      ...(durationMicros === null ? {} : { durationMicros }),
      ...(nodes === undefined ? {} : { nodes }),
    };
    return { profile: ground, scenario: null, mutant: this.mutant.id, overrides };
  }

  #commandOf(place: number): string {
    return reproduceRun(String(place), this.#choiceOf(place));
  }
}

type Outcome = Pick<MutantRun, 'verdict' | 'oracle' | 'message' | 'virtualSeconds'>;

/** An error of the simulator, or a run without end, says nothing about the mutant. */
async function outcomeOf(pool: RunPool, choice: RunChoice, place: number): Promise<Outcome> {
  const task = toTask(String(place), choice);
  try {
    const signal = AbortSignal.timeout(RUN_WALL_MAX_MS);
    const { result } = await pool.run({ task, inDetail: false, progress: null }, signal);
    return outcomeOfResult(result);
  } catch (error) {
    const { message } = error as Error;
    return { verdict: 'harness', oracle: null, message, virtualSeconds: 0 };
  }
}

function outcomeOfResult({ verdict, violation, virtualMicros }: RunResult): Outcome {
  return {
    verdict,
    oracle: violation?.oracle ?? null,
    message: violation?.message ?? null,
    virtualSeconds: virtualMicros / MICROS_PER_SECOND,
  };
}
