import { fileURLToPath } from 'node:url';

/** The directory of package.json, seen from the compiled file in dist/src/cli/command. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
