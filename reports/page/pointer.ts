/// <reference lib="dom" />
import type { Controls } from './controls.ts';
import type { Player } from './player.ts';
import type { StoryPage } from './story-bytes.ts';

/** How far a finger may move and still have pointed. */
const TAP_PX = 5;

/** A tap chooses, a drag moves the picture, a wheel with a key held zooms. */
export function listenToPicture(player: Player, { overlay }: Controls): void {
  let pressed: { readonly x: number; last: number; moved: number } | null = null;
  overlay.addEventListener('pointerdown', (event) => {
    pressed = { x: event.clientX, last: event.clientX, moved: 0 };
    overlay.setPointerCapture(event.pointerId);
  });
  overlay.addEventListener('pointermove', (event) => {
    if (pressed !== null) {
      pressed.moved = Math.max(pressed.moved, Math.abs(event.clientX - pressed.x));
      if (pressed.moved > TAP_PX) {
        player.pan(event.clientX - pressed.last);
        pressed.last = event.clientX;
      }
    }
  });
  overlay.addEventListener('pointerup', (event) => {
    const wasTap = pressed !== null && pressed.moved <= TAP_PX;
    pressed = null;
    if (wasTap) {
      const { left, top } = overlay.getBoundingClientRect();
      player.point(event.clientX - left, event.clientY - top);
    }
  });
  overlay.addEventListener('pointercancel', () => {
    pressed = null;
  });
  overlay.addEventListener(
    'wheel',
    (event) => {
      // Without a key the page scrolls, as everywhere.
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        event.preventDefault();
        player.zoom(event.deltaY + event.deltaX > 0 ? 1.25 : 0.8);
      }
    },
    { passive: false },
  );
}

/** Pressing anywhere in the whole run goes there. */
export function listenToOverview(player: Player, { overview }: Controls, story: StoryPage): void {
  const go = (event: PointerEvent) => {
    const { left, width } = overview.getBoundingClientRect();
    player.centre(((event.clientX - left) / width) * story.endMicros);
  };
  overview.addEventListener('pointerdown', (event) => {
    overview.setPointerCapture(event.pointerId);
    go(event);
  });
  overview.addEventListener('pointermove', (event) => {
    if (event.buttons > 0) {
      go(event);
    }
  });
}
