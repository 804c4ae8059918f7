import test from 'ava';
import { z } from 'zod';
import { DEFAULT_TUNING } from '../../src/engine/options.ts';
import { configSchema, parseNodeConfig } from '../../src/process/node-config.ts';
import { PRESET_NAMES, PRESETS, type Preset } from '../../src/process/presets.ts';
import { asConfigured, tuningSchema } from '../../src/process/tuning-config.ts';
import { readDocument, tablesWith } from './markdown.ts';

const document = readDocument('docs/configuration.md');
const NOT_SET = '–';

/** What a document says of the values that `schema` takes. */
function rangeOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodOptional) {
    return rangeOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodNumber) {
    return `${schema.minValue}…${schema.maxValue}`;
  }
  if (schema instanceof z.ZodBoolean) {
    return 'true, false';
  }
  if (schema instanceof z.ZodEnum) {
    return schema.options.join(', ');
  }
  if (schema instanceof z.ZodLiteral) {
    return [...schema.values].join(', ');
  }
  return 'see below';
}

test('the table of a node’s settings has every one, in order, with its default', (t) => {
  const rows = tablesWith(document, 'setting', 'default', 'values', 'meaning')[0]?.rows ?? [];
  t.deepEqual(
    rows.map(([name]) => name),
    Object.keys(configSchema.shape),
  );
  const parsed: Readonly<Record<string, unknown>> = parseNodeConfig({
    address: '10.0.0.1:80',
    directory: 'd',
  });
  const shown = rows.filter(([, text]) => !/^\(|^the /.test(text as string));
  t.true(shown.length > 5);
  for (const [name, text] of shown) {
    t.is(text, JSON.stringify(parsed[name as string]), name);
  }
});

test('the table of the engine’s settings has every one, in order, with default and range', (t) => {
  const rows = tablesWith(document, 'setting', 'default', 'range', 'meaning')[0]?.rows ?? [];
  const defaults: Readonly<Record<string, unknown>> = asConfigured(DEFAULT_TUNING);
  t.deepEqual(
    rows.map(([name, value, range]) => [name, value, range]),
    Object.entries(tuningSchema.shape).map(([name, schema]) => [
      name,
      String(defaults[name]),
      rangeOf(schema),
    ]),
  );
});

test('the table of presets has every value of every preset, and no other', (t) => {
  const [table] = tablesWith(document, 'setting', ...PRESET_NAMES);
  const presets: readonly Preset[] = Object.values(PRESETS);
  const known = tuningSchema.keyof().options;
  const set = known.filter((name) => presets.some(({ tuning }) => tuning[name] !== undefined));
  t.deepEqual(
    table?.rows,
    set.map((name) => [name, ...presets.map(({ tuning }) => String(tuning[name] ?? NOT_SET))]),
  );
  const summaries = tablesWith(document, 'preset', 'what it is')[0]?.rows;
  t.deepEqual(
    summaries,
    Object.entries(PRESETS).map(([name, { summary }]) => [name, summary]),
  );
});
