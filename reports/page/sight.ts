import { firstFailing } from '../../sim/record/story/first-failing.ts';
import { keysByInterest, type Layout, layOutStory } from './layout.ts';
import type { StoryPage } from './story-bytes.ts';
import { following, type TimeSpan, Viewport, within, zoomed } from './viewport.ts';

const KEYS_SHOWN = 3;
const ALL_KEYS = '';
const BEFORE_BROKEN_MICROS = 400_000;
const AFTER_BROKEN_MICROS = 25_000;
/** Below so many pixels the names before the first instant get less room. */
const NARROW_PX = 600;

/** Which part of a run is in the picture: a group, some keys, and a span of time. */
export class Sight {
  readonly #story: StoryPage;
  readonly #keysByInterest: readonly string[];
  /** How far the picture goes: what broke at the very end is not at the edge. */
  readonly #limitMicros: number;
  #group: number;
  #keys: readonly string[];
  #span: TimeSpan;
  #layout: Layout;

  constructor(story: StoryPage) {
    this.#story = story;
    const { violationRow, rows, openMicros, endMicros, operations, groups } = story;
    const broken = violationRow === null ? 0 : (rows.group[violationRow] as number);
    this.#group = groups.includes(broken) ? broken : (groups[0] ?? 1);
    this.#limitMicros = endMicros + (violationRow === null ? 0 : AFTER_BROKEN_MICROS);
    this.#span = this.#whole;
    if (violationRow !== null) {
      const fromMicros = openMicros - BEFORE_BROKEN_MICROS;
      const untilMicros = openMicros + AFTER_BROKEN_MICROS;
      this.#span = within({ fromMicros, untilMicros }, this.#limitMicros);
    }
    this.#keysByInterest = keysByInterest(story);
    this.#keys = this.#keysOf(firstFailing(operations)?.key ?? null);
    this.#layout = layOutStory(story, this.#group, this.#keys);
  }

  get group(): number {
    return this.#group;
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  get layout(): Layout {
    return this.#layout;
  }

  chooseGroup(group: number): void {
    this.#group = group;
    this.#layout = layOutStory(this.#story, group, this.#keys);
  }

  /** @param key - null for the first few, '' for all */
  chooseKey(key: string | null): void {
    this.#keys = this.#keysOf(key);
    this.#layout = layOutStory(this.#story, this.#group, this.#keys);
  }

  /** Goes along with an instant; returns whether that took a move. */
  follow(atMicros: number): boolean {
    const before = this.#span;
    this.#span = following(before, atMicros, this.#limitMicros);
    return this.#span !== before;
  }

  zoom(factor: number, atMicros: number): void {
    this.#span = zoomed(this.#span, factor, atMicros, this.#limitMicros);
  }

  showAll(): void {
    this.#span = this.#whole;
  }

  /** Moves by so many pixels of a picture that is so wide. */
  pan(pixels: number, pictureWidth: number): void {
    const { fromMicros, untilMicros } = this.#span;
    const by = (pixels / this.viewport(pictureWidth).width) * (untilMicros - fromMicros);
    this.#span = within(
      { fromMicros: fromMicros - by, untilMicros: untilMicros - by },
      this.#limitMicros,
    );
  }

  centre(atMicros: number): void {
    const half = (this.#span.untilMicros - this.#span.fromMicros) / 2;
    this.#span = within(
      { fromMicros: atMicros - half, untilMicros: atMicros + half },
      this.#limitMicros,
    );
  }

  viewport(pictureWidth: number): Viewport {
    const left = pictureWidth < NARROW_PX ? 40 : 78;
    return new Viewport(this.#span, left, pictureWidth - left - 4);
  }

  get #whole(): TimeSpan {
    return { fromMicros: 0, untilMicros: this.#limitMicros };
  }

  #keysOf(key: string | null): readonly string[] {
    const all = this.#keysByInterest;
    return key === null ? all.slice(0, KEYS_SHOWN) : key === ALL_KEYS ? all : [key];
  }
}
