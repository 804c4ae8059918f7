import { SITES, type Site } from '../base/keyed-random.ts';
import type { Stream } from './schedule.ts';

interface Growing {
  readonly stream: Stream & { readonly times: number[]; readonly values: number[] };
  /** Decisions at `lastMicros` so far. */
  nth: number;
  lastMicros: number;
}

const NAMES = new Map<Site, keyof typeof SITES>(
  (Object.entries(SITES) as [keyof typeof SITES, Site][]).map(([name, site]) => [site, name]),
);

/** Streams that are being written, by place and entity. */
export class GrowingStreams {
  readonly #bySite = new Map<Site, Map<number, Growing>>();

  note(site: Site, entity: number, atMicros: number, value: number): void {
    const { stream } = this.#growing(site, entity);
    stream.times.push(atMicros);
    stream.values.push(value);
  }

  /** Counts a decision between yes and no; only a yes is kept. */
  noteChance(site: Site, entity: number, atMicros: number, happened: boolean): void {
    const growing = this.#growing(site, entity);
    growing.nth = growing.lastMicros === atMicros ? growing.nth + 1 : 0;
    growing.lastMicros = atMicros;
    if (happened) {
      growing.stream.times.push(atMicros);
      growing.stream.values.push(growing.nth);
    }
  }

  get streams(): Stream[] {
    return [...this.#bySite.values()]
      .flatMap((byEntity) => [...byEntity.values()])
      .map(({ stream }) => stream)
      .filter(({ times }) => times.length > 0);
  }

  #growing(site: Site, entity: number): Growing {
    let byEntity = this.#bySite.get(site);
    if (byEntity === undefined) {
      byEntity = new Map();
      this.#bySite.set(site, byEntity);
    }
    let growing = byEntity.get(entity);
    if (growing === undefined) {
      const name = NAMES.get(site) as keyof typeof SITES;
      const stream = { site: name, entity, times: [], values: [] };
      growing = { stream, nth: -1, lastMicros: -1 };
      byEntity.set(entity, growing);
    }
    return growing;
  }
}

/** A decision is taken for an earlier one that was made this little time before it, and no more. */
const PATIENCE_MICROS = 20_000;
/** Or for one that was made so little after it: a run that was edited is hardly ever on time. */
const HASTE_MICROS = 200;

/** Streams that are being read, each from its beginning to its end. */
export class PlayedStreams {
  readonly #bySite = new Map<Site, Map<number, Played>>();

  constructor(streams: readonly Stream[]) {
    for (const stream of streams) {
      const site = SITES[stream.site];
      const byEntity = this.#bySite.get(site) ?? new Map<number, Played>();
      this.#bySite.set(site, byEntity.set(stream.entity, new Played(stream)));
    }
  }

  /** What was decided about `entity` at this time; undefined when nothing was. */
  value(site: Site, entity: number, nowMicros: number): number | undefined {
    return this.#bySite.get(site)?.get(entity)?.value(nowMicros);
  }

  /** What was decided first about `entity`, whenever that was. */
  once(site: Site, entity: number): number | undefined {
    return this.#bySite.get(site)?.get(entity)?.first;
  }

  happens(site: Site, entity: number, nowMicros: number): boolean {
    return this.#bySite.get(site)?.get(entity)?.happens(nowMicros) ?? false;
  }
}

class Played {
  readonly #times: readonly number[];
  readonly #values: readonly number[];
  #at = 0;
  #nth = -1;
  #lastMicros = -1;

  constructor({ times, values }: Stream) {
    this.#times = times;
    this.#values = values;
  }

  get first(): number | undefined {
    return this.#values[0];
  }

  /** What was decided at this very time; else the last before it, or the next if that is close. */
  value(nowMicros: number): number | undefined {
    while (this.#time(this.#at + 1) <= nowMicros && this.#time(this.#at) < nowMicros) {
      this.#at++;
    }
    const time = this.#time(this.#at);
    const isMeant = time >= nowMicros - PATIENCE_MICROS && time <= nowMicros + HASTE_MICROS;
    return isMeant ? this.#values[this.#at++] : undefined;
  }

  /** Strikes the decision that it struck, or else the first one after it. */
  happens(nowMicros: number): boolean {
    this.#nth = nowMicros === this.#lastMicros ? this.#nth + 1 : 0;
    this.#lastMicros = nowMicros;
    while (this.#time(this.#at) < nowMicros - PATIENCE_MICROS) {
      this.#at++;
    }
    const time = this.#time(this.#at);
    const isDue =
      time < nowMicros || (time === nowMicros && (this.#values[this.#at] as number) <= this.#nth);
    this.#at += isDue ? 1 : 0;
    return isDue;
  }

  #time(at: number): number {
    return this.#times[at] ?? Number.POSITIVE_INFINITY;
  }
}
