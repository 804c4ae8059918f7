import { createCanvas, loadImage } from 'canvas';

const CLOSE = 40;

/** How many pixels of a PNG have `colour` (#rrggbb), or nearly so. */
export async function pixelsOf(png: Buffer, colour: string): Promise<number> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    count += isClose(data, at, wanted) ? 1 : 0;
  }
  return count;
}

function isClose(data: ArrayLike<number>, at: number, wanted: readonly number[]): boolean {
  const distance = wanted.reduce((sum, part, i) => sum + Math.abs((data[at + i] ?? 0) - part), 0);
  return distance < CLOSE;
}
