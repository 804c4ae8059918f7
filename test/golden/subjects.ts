import type { FormatExamples } from '../docs/examples/format-example.ts';
import { LOG_EXAMPLES } from '../docs/examples/log-examples.ts';
import { RECORD_EXAMPLES } from '../docs/examples/record-examples.ts';
import { SNAPSHOT_EXAMPLES } from '../docs/examples/snapshot-examples.ts';
import { STORE_EXAMPLES } from '../docs/examples/store-examples.ts';
import { WIRE_EXAMPLES } from '../docs/examples/wire-examples.ts';

/** Everything that has golden files: the examples of docs/formats.md, by their names there. */
export const GOLDEN_SUBJECTS: FormatExamples = {
  ...LOG_EXAMPLES,
  ...WIRE_EXAMPLES,
  ...SNAPSHOT_EXAMPLES,
  ...RECORD_EXAMPLES,
  ...STORE_EXAMPLES,
};
