/// <reference lib="dom" />
import { decodeStory, type StoryPage } from './story-bytes.ts';

/** Unpacks the story that the page carries as base64 of deflated bytes. */
export async function openStory(packed: string): Promise<StoryPage> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return decodeStory(new Uint8Array(await new Response(stream).arrayBuffer()));
}
