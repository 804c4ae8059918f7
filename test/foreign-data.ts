import test, { type ExecutionContext } from 'ava';
import { foreignData, foreignPath } from './foreign/files.ts';

export { foreignData, foreignDataPath, foreignPath, foreignText } from './foreign/files.ts';

/** A test over a foreign JSON file; without the file it is reported as skipped, and why. */
export function foreignTest<T>(
  path: string,
  title: string,
  body: (t: ExecutionContext, data: T) => void,
): void {
  const data = foreignData<T>(path);
  if (data === null) {
    test.skip(`${title} (there is no ${foreignPath(path)})`, () => {});
  } else {
    test(title, (t) => body(t, data));
  }
}
