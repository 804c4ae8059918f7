/// <reference lib="dom" />
import { placeOf, rowWords, secondsText } from '../../sim/record/story/row-words.ts';
import type { StoryPage } from './story-bytes.ts';

/** The newest of a cone are listed; the picture has them all. */
const LISTED_MAX = 60;

/** What led to something, newest first; each leads to itself. */
export function showCone(
  list: HTMLOListElement,
  story: StoryPage,
  cone: readonly number[],
  choose: (row: number) => void,
): void {
  list.replaceChildren(
    ...cone
      .slice(-LISTED_MAX)
      .reverse()
      .map((row) => {
        const item = document.createElement('li');
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = rowLine(story, row);
        button.addEventListener('click', () => {
          choose(row);
          // The button is gone with the list that it was in, and with it the focus, which keys need.
          list.querySelector('button')?.focus();
        });
        item.append(button);
        return item;
      }),
  );
}

export function rowLine(story: StoryPage, row: number): string {
  const at = secondsText(story.rows.atMicros[row] as number);
  return `${at}  ${placeOf(story, row)}  ${rowWords(story, row)}`;
}
