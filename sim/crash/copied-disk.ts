import { InvariantError } from '../../src/base/invariant.ts';
import type { DiskOutcome, DiskRequest } from '../../src/storage/disk.ts';

/** A disk that begins with given files, does everything at once, and leaves those files as they are. */
export class CopiedDisk {
  readonly #files: Map<string, Uint8Array>;
  readonly #own = new Set<string>();

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = new Map(files);
  }

  carryOut(request: DiskRequest): DiskOutcome {
    switch (request.kind) {
      case 'lock':
        return { kind: 'opened' };
      case 'list': {
        const files = [...this.#files].map(([file, { length }]) => ({ file, bytes: length }));
        return { kind: 'listed', files: files.sort((a, b) => (a.file < b.file ? -1 : 1)) };
      }
      case 'open':
        this.#change(request.file, 0);
        return { kind: 'opened' };
      case 'read': {
        const bytes = this.#files.get(request.file) ?? new Uint8Array(0);
        const { offset, length } = request;
        return { kind: 'readDone', bytes: bytes.slice(offset, offset + length) };
      }
      case 'write': {
        const { file, offset, buffer, length } = request;
        this.#change(file, offset + length).set(buffer.subarray(0, length), offset);
        return { kind: 'written' };
      }
      case 'preallocate': {
        const { file, offset, length } = request;
        this.#change(file, offset + length).fill(0, offset, offset + length);
        return { kind: 'written' };
      }
      case 'truncate':
        this.#files.set(request.file, this.#change(request.file, 0).slice(0, request.length));
        return { kind: 'written' };
      case 'rename':
        this.#files.set(request.target, this.#change(request.file, 0));
        this.#files.delete(request.file);
        this.#own.delete(request.file);
        return { kind: 'written' };
      case 'remove':
        this.#files.delete(request.file);
        return { kind: 'written' };
      case 'sync':
      case 'syncDirectory':
        return { kind: 'synced' };
      default:
        throw new InvariantError('a copied disk has files only', { request });
    }
  }

  /** The file's bytes to be changed, with room for `bytesMin`. */
  #change(file: string, bytesMin: number): Uint8Array {
    const known = this.#files.get(file) ?? new Uint8Array(0);
    if (this.#own.has(file) && known.length >= bytesMin) {
      return known;
    }
    const own = new Uint8Array(Math.max(known.length, bytesMin));
    own.set(known);
    this.#own.add(file);
    this.#files.set(file, own);
    return own;
  }
}
