import test from 'ava';
import { packageImports, projectImports, readSources, type Source } from './sources.ts';

/** What the files of a folder may import from the project, itself aside (docs/architecture.md). */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/raft': ['src/base'],
  'src/kv': ['src/base'],
  'src/codec': ['src/base', 'src/raft', 'src/kv'],
  'src/storage': ['src/base', 'src/raft', 'src/kv', 'src/codec'],
  'src/cluster': ['src/base', 'src/raft', 'src/kv', 'src/codec'],
  'src/engine': ['src/base', 'src/raft', 'src/kv', 'src/codec', 'src/storage', 'src/cluster'],
  'src/client': ['src/base', 'src/kv', 'src/codec'],
};

/** The same for folders that meet the operating system. */
const EDGE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/io': Object.keys(LAYERS),
  'src/process': [...Object.keys(LAYERS), 'src/io'],
};

/** What a folder names only to start it as a process of its own; nothing of it is loaded. */
const STARTED: Readonly<Record<string, string>> = { 'src/process': 'src/cli/main.ts' };

/** Packages that a pure folder may import: data structures without a clock, a socket or a file. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/kv': ['sorted-btree'],
  sim: ['seedrandom'],
};

/** Files of the simulator that meet the operating system. */
const SIM_EDGE = /^sim\/(cli|worker)(\.ts|\/)/;

const FORBIDDEN_IN_PURE = [
  /\bDate\b\s*[.(]/,
  /\bnew Date\b/,
  /\bMath\.random\b/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bqueueMicrotask\b/,
  /\bperformance\./,
  /\bprocess\./,
  /\bBuffer\b\s*[.(]/,
  /\basync\b(?!-)/,
  /\bawait\b/,
  /\bPromise\b/,
];

const sources = readSources();

function layerOf(path: string, layers = LAYERS): string | undefined {
  return Object.keys(layers).find((layer) => path.startsWith(`${layer}/`));
}

function isPure(source: Source): boolean {
  return (
    layerOf(source.path) !== undefined ||
    (source.path.startsWith('sim/') && !SIM_EDGE.test(source.path))
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

test('there are sources to check', (t) => {
  t.true(sources.length > 10);
});

test('a folder imports only from the folders below it', (t) => {
  const layers = { ...LAYERS, ...EDGE_LAYERS };
  const wrong = sources.flatMap((source) => {
    const layer = layerOf(source.path, layers);
    if (layer === undefined) {
      return [];
    }
    const allowed = [layer, ...(layers[layer] ?? [])];
    return projectImports(source)
      .filter((target) => !allowed.some((folder) => target.startsWith(`${folder}/`)))
      .filter((target) => target !== STARTED[layer])
      .map((target) => `${source.path} imports ${target}`);
  });
  t.deepEqual(wrong, []);
});

test('production code imports neither the simulator nor the benchmarks nor the reports', (t) => {
  const wrong = sources
    .filter((source) => source.path.startsWith('src/'))
    .flatMap((source) =>
      projectImports(source)
        .filter((target) => !target.startsWith('src/'))
        .map((target) => `${source.path} imports ${target}`),
    );
  t.deepEqual(wrong, []);
});

test('the simulator imports neither real sockets nor real disks', (t) => {
  const wrong = sources
    .filter((source) => source.path.startsWith('sim/') && isPure(source))
    .flatMap((source) =>
      projectImports(source)
        .filter((target) => /^src\/(io|process|server|cli)\//.test(target))
        .map((target) => `${source.path} imports ${target}`),
    );
  t.deepEqual(wrong, []);
});

test('what runs in a browser imports only itself and the stories of runs, and no package', (t) => {
  const page = sources.filter(({ path }) => path.startsWith('reports/page/'));
  t.true(page.length > 10);
  const wrong = page.flatMap((source) => [
    ...packageImports(source),
    ...projectImports(source).filter((path) => !/^(reports\/page|sim\/record\/story)\//.test(path)),
  ]);
  t.deepEqual(wrong, []);
});

test('the pure part imports no package but the listed data structures', (t) => {
  const wrong = sources.filter(isPure).flatMap((source) => {
    const folder = layerOf(source.path) ?? 'sim';
    const allowed = PURE_PACKAGES[folder] ?? [];
    return packageImports(source)
      .filter((name) => !allowed.includes(name))
      .map((name) => `${source.path} imports ${name}`);
  });
  t.deepEqual(wrong, []);
});

test('the pure part names no clock, no randomness, no timer and no promise', (t) => {
  const wrong = sources.filter(isPure).flatMap((source) => {
    const code = withoutComments(source.text);
    return FORBIDDEN_IN_PURE.filter((pattern) => pattern.test(code)).map(
      (pattern) => `${source.path} has ${pattern.source}`,
    );
  });
  t.deepEqual(wrong, []);
});

test('nothing is called utils, helpers or common', (t) => {
  const wrong = sources
    .map((source) => source.path)
    .filter((path) => /\b(utils?|helpers?|common)\b/i.test(path));
  t.deepEqual(wrong, []);
});
