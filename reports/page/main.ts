/// <reference lib="dom" />
import { firstFailing } from '../../sim/record/story/first-failing.ts';
import { type Controls, findControls } from './controls.ts';
import { listenToKeys } from './keyboard.ts';
import { openStory } from './open-story.ts';
import { Player } from './player.ts';
import { listenToOverview, listenToPicture } from './pointer.ts';
import type { StoryPage } from './story-bytes.ts';

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
  const failing = firstFailing(story.operations);
  key.value = failing === undefined ? 'some' : `=${failing.key}`;
  time.addEventListener('input', () => player.goTo(Number(time.value)));
  group.addEventListener('change', () => player.chooseGroup(Number(group.value)));
  key.addEventListener('change', () =>
    player.chooseKey(
      key.value === 'some' ? null : key.value.startsWith('=') ? key.value.slice(1) : '',
    ),
  );
  heartbeats.addEventListener('change', () => player.redraw());
  listenToKeys(player, box);
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
    ['story-before', () => player.stepOperation(-1)],
    ['story-after', () => player.stepOperation(1)],
    ['story-broken', () => player.toBroken()],
    ['story-in', () => player.zoom(0.4)],
    ['story-out', () => player.zoom(2.5)],
    ['story-all', () => player.showAll()],
    ['story-clear', () => player.clear()],
  ];
}

void begin();
