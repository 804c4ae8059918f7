import { fileURLToPath } from 'node:url';

/** The project or the installed package: this file runs as dist/sim/cli/mutants/project.js in it. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where the engine and the simulator as they are run from, below the root. */
export const DIST = 'dist';

/** Where mutants are put together, below the root. */
export const BUILDS = '.mutants';

/** Where a package without sources has the changed files of its mutants, below the root. */
export const PREPARED = 'dist/mutants';
