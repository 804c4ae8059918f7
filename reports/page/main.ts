/// <reference lib="dom" />
import { type Controls, findControls } from './controls.ts';
import { openStory } from './open-story.ts';
import { Player } from './player.ts';
import type { StoryPage } from './story-bytes.ts';

/** How far a finger may move and still have pointed. */
const TAP_PX = 5;
const PAGE_EVENTS = 50;

async function begin(): Promise<void> {
  const packed = document.getElementById('story-data')?.textContent ?? '';
  const status = document.getElementById('story-status');
  try {
    const story = await openStory(packed.trim());
    const controls = findControls();
    controls.player.hidden = false;
    fill(controls, story);
    const player = new Player(story, controls);
    listen(player, controls, story);
    player.redraw();
    status?.remove();
  } catch (error) {
    if (status !== null) {
      status.textContent = `The story cannot be shown: ${error instanceof Error ? error.message : error}`;
    }
  }
}

function fill({ time, group, key }: Controls, story: StoryPage): void {
  time.max = `${story.endMicros}`;
  for (const each of story.groups) {
    group.append(new Option(`group ${each}`, `${each}`));
  }
  const keys = [...new Set(story.operations.map((operation) => operation.key))].sort();
  key.append(new Option('three keys', 'some'), new Option('all keys', ''));
  for (const each of keys) {
    key.append(new Option(each, `=${each}`));
  }
}

function listen(player: Player, controls: Controls, story: StoryPage): void {
  const { time, group, key, heartbeats, player: box } = controls;
  group.value = `${player.group}`;
  const failing = story.operations.find(({ isFailing }) => isFailing);
  key.value = failing === undefined ? 'some' : `=${failing.key}`;
  time.addEventListener('input', () => player.goTo(Number(time.value)));
  group.addEventListener('change', () => player.chooseGroup(Number(group.value)));
  key.addEventListener('change', () =>
    player.chooseKey(
      key.value === 'some' ? null : key.value.startsWith('=') ? key.value.slice(1) : '',
    ),
  );
  heartbeats.addEventListener('change', () => player.redraw());
  box.addEventListener('keydown', (event) => onKey(event, player));
  for (const [id, act] of buttonsOf(player)) {
    document.getElementById(id)?.addEventListener('click', act);
  }
  addEventListener('resize', () => player.redraw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => player.changeTheme());
  listenToPicture(player, controls);
  listenToOverview(player, controls, story);
}

function buttonsOf(player: Player): readonly (readonly [string, () => void])[] {
  return [
    ['story-first', () => player.toEnd('first')],
    ['story-back', () => player.step(-1)],
    ['story-on', () => player.step(1)],
    ['story-last', () => player.toEnd('last')],
    ['story-broken', () => player.toBroken()],
    ['story-in', () => player.zoom(0.4)],
    ['story-out', () => player.zoom(2.5)],
    ['story-all', () => player.showAll()],
    ['story-clear', () => player.clear()],
  ];
}

/** Keys that a control of its own understands are left to it. */
function onKey(event: KeyboardEvent, player: Player): void {
  const { target } = event;
  const isChoice = target instanceof HTMLSelectElement;
  if (isChoice || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const acts: Readonly<Record<string, () => void>> = {
    ArrowRight: () => player.step(1),
    ArrowLeft: () => player.step(-1),
    PageDown: () => player.step(1, PAGE_EVENTS),
    PageUp: () => player.step(-1, PAGE_EVENTS),
    Home: () => player.toEnd('first'),
    End: () => player.toEnd('last'),
    '+': () => player.zoom(0.4),
    '=': () => player.zoom(0.4),
    '-': () => player.zoom(2.5),
    b: () => player.toBroken(),
    Escape: () => player.clear(),
  };
  const act = acts[event.key];
  if (act !== undefined) {
    event.preventDefault();
    act();
  }
}

function listenToPicture(player: Player, { overlay }: Controls): void {
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

function listenToOverview(player: Player, { overview }: Controls, story: StoryPage): void {
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

void begin();
