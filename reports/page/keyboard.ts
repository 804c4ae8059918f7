/// <reference lib="dom" />
import type { Player } from './player.ts';

const PAGE_EVENTS = 50;

/** The keys of the player, while something in it has the focus (story-section.ts lists them). */
export function listenToKeys(player: Player, box: HTMLElement): void {
  const acts: Readonly<Record<string, () => void>> = {
    ArrowRight: () => player.step(1),
    ArrowLeft: () => player.step(-1),
    PageDown: () => player.step(1, PAGE_EVENTS),
    PageUp: () => player.step(-1, PAGE_EVENTS),
    Home: () => player.toEnd('first'),
    End: () => player.toEnd('last'),
    n: () => player.stepOperation(1),
    p: () => player.stepOperation(-1),
    '+': () => player.zoom(0.4),
    '=': () => player.zoom(0.4),
    '-': () => player.zoom(2.5),
    b: () => player.toBroken(),
    Escape: () => player.clear(),
  };
  box.addEventListener('keydown', (event) => {
    const act = acts[event.key];
    if (act !== undefined && !isOthers(event)) {
      event.preventDefault();
      act();
    }
  });
}

/** Keys that a control of its own understands are left to it, and those of the browser to that. */
function isOthers({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return target instanceof HTMLSelectElement || altKey || ctrlKey || metaKey;
}
