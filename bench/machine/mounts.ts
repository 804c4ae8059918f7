/** One line of /proc/mounts. */
export interface Mount {
  readonly device: string;
  readonly directory: string;
  readonly filesystem: string;
  readonly options: string;
}

/** The lines of /proc/mounts that can be understood. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [device, directory, filesystem, options] = line.split(' ').map(unescaped);
    return device === undefined ||
      directory === undefined ||
      filesystem === undefined ||
      options === undefined
      ? []
      : [{ device, directory, filesystem, options }];
  });
}

/** The mount that holds the absolute `path`: the deepest one above it, of equals the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    if (isBelow(path, mount.directory) && deep(mount) >= deep(best)) {
      best = mount;
    }
  }
  return best;
}

function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

function deep(mount: Mount | undefined): number {
  return mount?.directory.length ?? 0;
}

/** Blanks are written as \040 and the like. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
