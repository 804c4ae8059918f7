import { RaftLabError } from '../../src/base/errors.ts';

/** One of several machines that share the seeds of a sweep. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Machines that may share a sweep. */
export const SHARDS_MAX = 100_000;
const SHARD = /^(\d{1,6})\/(\d{1,6})$/;

/** The seeds of one shard, side by side: those of all shards are the range. Null when it has none. */
export function seedsOfShard({ first, last }: SeedRange, shard: Shard): SeedRange | null {
  const size = last - first + 1;
  const begin = (index: number) => first + Math.floor((index / shard.count) * size);
  const part = { first: begin(shard.index), last: begin(shard.index + 1) - 1 };
  return part.first <= part.last ? part : null;
}

/** Such as `0/16`. @throws RaftLabError INVALID_REQUEST */
export function parseShard(text: string): Shard {
  const [, index = '', count = ''] = SHARD.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (count === '' || shard.count > SHARDS_MAX || shard.index >= shard.count) {
    throw new RaftLabError('INVALID_REQUEST', `"${text}" is no shard`);
  }
  return shard;
}
