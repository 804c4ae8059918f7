import { SingleBar } from 'cli-progress';
import type { Progress } from './progress.ts';

/** Work that is over sooner gets no display. */
const DELAY_MS = 2000;
const FORMAT = '{title} [{bar}] {percentage} % · {label}{left}';

/** One line on a terminal that says how far a suite is; it goes when the suite is done. */
export class LiveProgress implements Progress {
  readonly #bar: SingleBar;
  readonly #title: string;
  readonly #timer: NodeJS.Timeout;
  #total = 1;
  #done = 0;
  #label = 'starting';
  #shown = false;
  readonly #startMs = performance.now();

  constructor(title: string, stream: NodeJS.WritableStream, delayMs = DELAY_MS) {
    this.#title = title;
    this.#bar = new SingleBar({
      format: FORMAT,
      stream,
      barsize: 24,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: null,
      clearOnComplete: true,
      gracefulExit: false,
    });
    this.#timer = setTimeout(() => this.#show(), delayMs);
    this.#timer.unref();
  }

  expect(total: number): void {
    this.#total = Math.max(total, 1);
    this.#update();
  }

  working(label: string): void {
    this.#label = label;
    this.#update();
  }

  advance(parts = 1): void {
    this.#done += parts;
    this.#update();
  }

  /** Removes the line. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#shown) {
      this.#shown = false;
      this.#bar.stop();
    }
  }

  #show(): void {
    this.#shown = true;
    this.#bar.start(this.#total, this.#done, this.#payload());
  }

  #update(): void {
    if (this.#shown) {
      this.#bar.setTotal(this.#total);
      this.#bar.update(this.#done, this.#payload());
    }
  }

  #payload(): object {
    return { title: this.#title, label: this.#label, left: this.#left() };
  }

  /** Assumes that the parts that are left take as long as those before. */
  #left(): string {
    if (this.#done === 0) {
      return '';
    }
    const perPartMs = (performance.now() - this.#startMs) / this.#done;
    return ` · ${Math.ceil((perPartMs * (this.#total - this.#done)) / 1000)} s left`;
  }
}
