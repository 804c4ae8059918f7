/// <reference lib="dom" />

/** The parts of the page that the player works with; the report writes them (story-section.ts). */
export interface Controls {
  readonly player: HTMLElement;
  readonly box: HTMLElement;
  readonly scene: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly overview: HTMLCanvasElement;
  readonly time: HTMLInputElement;
  readonly now: HTMLElement;
  readonly group: HTMLSelectElement;
  readonly key: HTMLSelectElement;
  readonly heartbeats: HTMLInputElement;
  readonly hint: HTMLElement;
  readonly state: HTMLTableElement;
  readonly files: HTMLElement;
  readonly title: HTMLElement;
  readonly words: HTMLElement;
  readonly cone: HTMLOListElement;
}

export function findControls(): Controls {
  return {
    player: find('story-player', HTMLElement),
    box: find('story-box', HTMLElement),
    scene: find('story-scene', HTMLCanvasElement),
    overlay: find('story-overlay', HTMLCanvasElement),
    overview: find('story-overview', HTMLCanvasElement),
    time: find('story-time', HTMLInputElement),
    now: find('story-now', HTMLElement),
    group: find('story-group', HTMLSelectElement),
    key: find('story-key', HTMLSelectElement),
    heartbeats: find('story-heartbeats', HTMLInputElement),
    hint: find('story-hint', HTMLElement),
    state: find('story-state', HTMLTableElement),
    files: find('story-files', HTMLElement),
    title: find('story-title', HTMLElement),
    words: find('story-words', HTMLElement),
    cone: find('story-cone', HTMLOListElement),
  };
}

function find<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) {
    throw new Error(`the page has no ${id}`);
  }
  return element;
}
