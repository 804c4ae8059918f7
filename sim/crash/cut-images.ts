import { type KeyedRandom, SITES } from '../base/keyed-random.ts';
import { type PendingChange, SECTOR_BYTES } from '../disk/file-image.ts';
import type { SimDisk } from '../disk/sim-disk.ts';

/** What a disk may hold after a power cut at one moment. */
export interface CutImage {
  /** Which of the changes that were not synced it kept, for people. */
  readonly kept: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What becomes of one change; `position` counts those of all files. */
type Fate = (change: PendingChange, position: number) => readonly PendingChange[];

interface Cut {
  readonly kept: string;
  readonly fate: Fate;
  /** Changes of names that were kept. */
  readonly names: number;
}

const RANDOM_CUTS = 3;

/**
 * What a power cut now may leave of the changes that are not synced: none, all, the first ones, some,
 * and of a write over several sectors only a part.
 */
export function* cutImages(
  disk: SimDisk,
  random: KeyedRandom,
  moment: number,
): Generator<CutImage> {
  const { directory } = disk;
  const pending = [...directory.images()].flatMap((image) => image.pending);
  const names = directory.pendingChanges;
  yield imageOf(disk, { kept: 'nothing', fate: nothing, names: 0 });
  if (pending.length === 0 && names === 0) {
    return;
  }
  yield imageOf(disk, { kept: 'everything', fate: everything, names });
  for (let count = 1; count < pending.length; count++) {
    const fate: Fate = (change, position) => (position < count ? [change] : []);
    yield imageOf(disk, { kept: `the first ${count} of ${pending.length}`, fate, names });
  }
  for (let count = 0; count < names; count++) {
    const kept = `everything, and ${count} of ${names} names`;
    yield imageOf(disk, { kept, fate: everything, names: count });
  }
  if (pending.length > 1) {
    for (let i = 0; i < RANDOM_CUTS; i++) {
      const draw = (bound: number, count: number) =>
        random.below(bound, SITES.cutImage, moment, i * 4096 + count);
      const fate: Fate = (change, position) => (draw(2, position + 1) === 0 ? [] : [change]);
      yield imageOf(disk, { kept: `some (${i + 1})`, fate, names: draw(names + 1, 0) });
    }
  }
  for (const [kept, part] of TORN) {
    if (pending.some((change) => sectorsOf(change).length > 1)) {
      yield imageOf(disk, { kept, fate: (change) => torn(change, part), names });
    }
  }
}

const nothing: Fate = () => [];
const everything: Fate = (change) => [change];

/** Which of `count` sectors of a torn write are there. */
type Part = (sector: number, count: number) => boolean;

const TORN: readonly (readonly [string, Part])[] = [
  ['the first halves of writes', (sector, count) => sector < count / 2],
  ['all of writes but the first sector', (sector) => sector > 0],
  ['every other sector of writes', (sector) => sector % 2 === 0],
];

function torn(change: PendingChange, part: Part): PendingChange[] {
  const sectors = sectorsOf(change);
  return sectors.length < 2 ? [change] : sectors.filter((_, i) => part(i, sectors.length));
}

/** A write cut where sectors of its file begin; any other change as it is. */
function sectorsOf(change: PendingChange): PendingChange[] {
  if (change.kind !== 'write') {
    return [change];
  }
  const parts: PendingChange[] = [];
  const end = change.offset + change.bytes.length;
  for (let at = change.offset; at < end; ) {
    const next = Math.min(end, at - (at % SECTOR_BYTES) + SECTOR_BYTES);
    const bytes = change.bytes.subarray(at - change.offset, next - change.offset);
    parts.push({ kind: 'write', offset: at, bytes, completed: true });
    at = next;
  }
  return parts;
}

function imageOf({ directory }: SimDisk, { kept, fate, names }: Cut): CutImage {
  let position = 0;
  const left = new Map<unknown, Uint8Array>();
  for (const image of directory.images()) {
    left.set(
      image,
      image.afterCut((change) => fate(change, position++)),
    );
  }
  const files = new Map<string, Uint8Array>();
  for (const [name, image] of directory.afterCut(names)) {
    files.set(name, left.get(image) ?? image.synced);
  }
  return { kept, files };
}
