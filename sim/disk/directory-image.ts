import { FileImage } from './file-image.ts';

type DirectoryChange =
  | { readonly kind: 'create'; readonly file: string; readonly image: FileImage }
  | { readonly kind: 'rename'; readonly file: string; readonly target: string }
  | { readonly kind: 'remove'; readonly file: string };

/** The names in a directory, as processes see them and as the medium holds them. */
export class DirectoryImage {
  #current = new Map<string, FileImage>();
  #synced = new Map<string, FileImage>();
  #pending: DirectoryChange[] = [];

  get(file: string): FileImage | undefined {
    return this.#current.get(file);
  }

  /** Every file, by name. */
  files(): ReadonlyMap<string, FileImage> {
    return this.#current;
  }

  /** Every file that has a name now, or may have one again after a power cut. */
  images(): ReadonlySet<FileImage> {
    return new Set([...this.#current.values(), ...this.#synced.values()]);
  }

  /** Changes that a power cut may undo. */
  get pendingChanges(): number {
    return this.#pending.length;
  }

  /** The file of this name, made when there is none. */
  open(file: string): FileImage {
    const known = this.#current.get(file);
    if (known !== undefined) {
      return known;
    }
    const image = new FileImage();
    this.#change({ kind: 'create', file, image });
    return image;
  }

  rename(file: string, target: string): void {
    this.#change({ kind: 'rename', file, target });
  }

  remove(file: string): void {
    this.#change({ kind: 'remove', file });
  }

  /** Makes the first `count` pending changes durable. */
  sync(count: number): void {
    for (const change of this.#pending.splice(0, count)) {
      apply(this.#synced, change);
    }
  }

  /** The names that a power cut now would leave, had it kept the first `kept` changes. */
  afterCut(kept: number): ReadonlyMap<string, FileImage> {
    const names = new Map(this.#synced);
    for (const change of this.#pending.slice(0, kept)) {
      apply(names, change);
    }
    return names;
  }

  /** Cuts the power: of the changes since the last sync, the first `kept` are on the medium. */
  crash(kept: number): void {
    this.sync(kept);
    this.#pending = [];
    this.#current = new Map(this.#synced);
  }

  #change(change: DirectoryChange): void {
    apply(this.#current, change);
    this.#pending.push(change);
  }
}

function apply(names: Map<string, FileImage>, change: DirectoryChange): void {
  switch (change.kind) {
    case 'create':
      names.set(change.file, change.image);
      return;
    case 'rename': {
      const image = names.get(change.file);
      if (image !== undefined) {
        names.delete(change.file);
        names.set(change.target, image);
      }
      return;
    }
    case 'remove':
      names.delete(change.file);
      return;
  }
}
