import { z } from 'zod';
import { NO_NODE, NODE_ID_MAX, toNodeId } from '../../src/base/ids.ts';
import { PROFILES } from '../config/profiles.ts';
import { GROUPS_MAX, NODES_MAX } from '../config/sim-config.ts';
import { FAULT_CODES } from '../faults/fault-codes.ts';
import { MUTANTS } from '../mutants/catalogue.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import type { ScheduledOperation, Stroke } from '../schedule/schedule.ts';
import { capsuleConfig } from './capsule-config.ts';
import type { PackedStream } from './packed-streams.ts';
import type { RunChoice } from './sim-command.ts';

const nameOf = ({ name }: { readonly name: string }) => name;
const integer = z.int().nonnegative();
const text = z.string();

const stream: z.ZodType<PackedStream> = z
  .object({
    site: text,
    entity: z.int(),
    times: z.array(integer).optional(),
    values: z.array(integer).optional(),
    packed: text.optional(),
  })
  .refine(
    ({ times, values }) => times?.length === values?.length,
    'expected as many values as times',
  );

const thing = z.union([z.number(), text, z.null()]);
const stroke: z.ZodType<Stroke> = z.object({
  atMicros: integer,
  fault: z.enum(Object.keys(FAULT_CODES) as (keyof typeof FAULT_CODES)[]),
  host: z.int().nullable(),
  firstMicros: integer.exactOptional(),
  choices: z.array(
    z.union(
      [thing, z.boolean(), z.array(thing)],
      'expected a number, a text, true, false, null, or a list of them',
    ),
  ),
});

const operation: z.ZodType<ScheduledOperation> = z.object({
  atMicros: integer,
  client: z.int().positive(),
  input: z.discriminatedUnion(
    'kind',
    [
      z.object({ kind: z.enum(['get', 'delete']), key: text }),
      z.object({ kind: z.literal('put'), key: text, value: text }),
      z.object({
        kind: z.literal('cas'),
        key: text,
        expected: text.nullable(),
        value: text.nullable(),
      }),
    ],
    'expected get, put, delete or cas',
  ),
  node: z
    .int()
    .min(0)
    .max(NODE_ID_MAX)
    .transform((id) => (id === NO_NODE ? NO_NODE : toNodeId(id))),
  freshness: z.discriminatedUnion(
    'consistency',
    [
      z.object({ consistency: z.enum(['linearizable', 'stale', 'lease']) }),
      z.object({ consistency: z.literal('bounded'), withinMicros: integer }),
    ],
    'expected linearizable, stale, lease or bounded',
  ),
});

const overrides: z.ZodType<RunChoice['overrides']> = z.object({
  nodes: z.int().min(1).max(NODES_MAX).exactOptional(),
  groups: z.int().min(1).max(GROUPS_MAX).exactOptional(),
  durationMicros: integer.exactOptional(),
});

/** What a capsule of this version holds, as far as runs depend on it. */
export const capsuleBody = z.object({
  seed: text,
  profile: z.enum(PROFILES.map(nameOf)),
  scenario: z.enum(SCENARIOS.map(nameOf)).nullable(),
  mutant: z.enum(MUTANTS.map(({ id }) => id)).nullable(),
  overrides,
  violation: z.object({ oracle: text, message: text }).nullable(),
  hash: text,
  config: capsuleConfig,
  faults: z.array(stroke),
  operations: z.array(operation),
  fates: z.array(stream),
  measures: z.array(stream),
  ties: z.array(stream),
});
