import { RaftLabError } from '../../../src/base/errors.ts';
import { unreachable } from '../../../src/base/invariant.ts';
import type { Format } from './formats.ts';
import { jepsenEdnText, porcupineKvText } from './write-history.ts';
import { jepsenLogText } from './write-jepsen-log.ts';
import { knossosJsonText, unitJsonText, type WrittenCase } from './write-json.ts';

/**
 * The histories of a file in `format`.
 *
 * @throws RaftLabError INVALID_REQUEST when the format cannot say what they say
 */
export function writeCases(cases: readonly WrittenCase[], format: Format): string {
  if (format === 'unit-json') {
    return unitJsonText(cases);
  }
  const [one] = cases;
  if (one === undefined || cases.length > 1) {
    const message = `the file has ${cases.length} histories: only unit-json holds other than one`;
    throw new RaftLabError('INVALID_REQUEST', message);
  }
  switch (format) {
    case 'jepsen-log':
      return jepsenLogText(one.events);
    case 'knossos-json':
      return knossosJsonText(one.events);
    case 'knossos-edn':
      return jepsenEdnText(one.events);
    case 'porcupine-kv':
      return porcupineKvText(one.events);
    default:
      return unreachable(format);
  }
}
