import { pathToFileURL } from 'node:url';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { type Course, randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;

/** Runs `seed` with a few virtual seconds of faults. */
export function shortRun(seed: string, course: Course = randomCourse) {
  const config = drawConfig(seed, { durationMicros: 2 * SECOND });
  return runSeed(config, { checksum: nodeChecksum, utf8: nodeUtf8 }, course);
}

// As a program: prints the hash of the seed it is given.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(shortRun(process.argv[2] ?? '1').hash);
}
