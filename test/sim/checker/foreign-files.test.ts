import { readFileSync } from 'node:fs';
import test from 'ava';
import { checkForeignHistory } from '../../../sim/checker/foreign/check-foreign-history.ts';
import type { Format, ModelName } from '../../../sim/checker/foreign/formats.ts';
import type { Verdict } from '../../../sim/checker/verdict.ts';
import { foreignCase } from '../../foreign/case-counts.ts';
import { foreignDataPath } from '../../foreign-data.ts';

/** An entry of the manifest, as far as this test reads it. */
interface ManifestFile {
  readonly file: string;
  readonly model: ModelName | 'various';
  readonly format: Format;
  readonly initial?: unknown;
  readonly expected: string;
  readonly knossosFailingIndex?: number;
  readonly violatingKeys?: readonly string[];
}

/** Steps of the model: far more than any file needs, and some tenths of a second. */
const STEPS_MAX = 5_000_000;
/** Of the empty history nothing is known, so it has an order: the empty one. */
function verdictOf(expected: string | null): Verdict {
  return expected === 'violation' ? 'violation' : 'ok';
}

const manifestPath = foreignDataPath('linearizability/manifest.json');
const files = manifestPath === null ? [] : readManifest(manifestPath);

function readManifest(from: string): readonly ManifestFile[] {
  return (JSON.parse(readFileSync(from, 'utf8')) as { files: ManifestFile[] }).files;
}

function path(file: string): string {
  return `linearizability/${file}`;
}

function read(file: string): string {
  return readFileSync(foreignDataPath(path(file)) ?? '', 'utf8');
}

if (manifestPath === null) {
  test.skip('the foreign histories are not on this machine', () => {});
}

for (const { file, model, format, initial, expected, ...more } of files) {
  if (model === 'various') {
    test(`each case of ${file} has the verdict that it names`, (t) => {
      for (const one of checkForeignHistory(read(file)).cases) {
        foreignCase(path(file), one.name ?? '', () => {
          t.is(one.check.verdict, verdictOf(one.expected), one.name ?? '');
        });
      }
    });
    continue;
  }

  test(`${file} has the verdict ${expected} by its format and model and by guessing them`, (t) => {
    const options = { format, model, initial, stepsMax: STEPS_MAX };
    foreignCase(path(file), 'verdict', () => {
      for (const result of [
        checkForeignHistory(read(file), options),
        checkForeignHistory(read(file), { stepsMax: STEPS_MAX }),
      ]) {
        t.is(result.verdict, verdictOf(expected));
        t.is(result.format, format);
        t.is(result.cases[0]?.model, model);
      }
    });
  });

  const { knossosFailingIndex, violatingKeys } = more;
  if (knossosFailingIndex !== undefined) {
    test(`${file} fails at event ${knossosFailingIndex} or earlier`, (t) => {
      const [violation] = checkForeignHistory(read(file)).cases[0]?.violations ?? [];
      foreignCase(path(file), 'verdict', () => {
        t.true((violation?.failingEvent ?? Infinity) <= knossosFailingIndex);
      });
    });
  }
  if (violatingKeys !== undefined) {
    test(`${file} fails exactly at keys ${violatingKeys.join(', ')}`, (t) => {
      const violations = checkForeignHistory(read(file)).cases[0]?.violations ?? [];
      foreignCase(path(file), 'verdict', () => {
        t.deepEqual(violations.map(({ partition }) => partition).sort(), [...violatingKeys].sort());
      });
    });
  }
}
