import { isIP } from 'node:net';
import { z } from 'zod';
import { addressOfNodeId, nodeIdOfAddress } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import { GROUP_ID_MAX, toGroupId } from '../base/ids.ts';
import { GROUPS_MAX, MEMBERS_MAX } from '../base/limits.ts';
import { SNAPSHOT_CODEC_NAMES } from '../codec/snapshot/snapshot-header.ts';
import { DEFAULT_TUNING, type NodeOptions, type Tuning } from '../engine/options.ts';
import type { InitialMember } from '../storage/bootstrap.ts';
import { formatSyncMode, parseSyncMode } from '../storage/sync-mode.ts';
import { configProblem } from './config-problem.ts';

const MILLI = 1000;
const GIB = 2 ** 30;

const count = (min: number, max: number) => z.int().min(min).max(max);
const address = z.string().superRefine((text, context) => {
  try {
    nodeIdOfAddress(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

const syncMode = z.string().superRefine((text, context) => {
  try {
    parseSyncMode(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
const ipAddress = z.string().refine((text) => isIP(text) !== 0, {
  error: ({ input }) => `"${input}" is not an IP address of this machine, or 0.0.0.0 for all`,
});
/** Every value once. */
const distinct = <T>(values: readonly T[]) => new Set(values).size === values.length;

const tuningSchema = z
  .strictObject({
    tickMs: count(1, 10_000),
    electionTicks: count(2, 1000),
    heartbeatTicks: count(1, 500),
    preVote: z.boolean(),
    checkQuorum: z.boolean(),
    leaseReads: z.boolean(),
    clockDriftPpmMax: count(0, 500_000),
    quiesce: z.boolean(),
    quiesceTicks: count(1, 1e6),
    protocolVersionMax: z.literal([1, 2]),
    requestTimeoutTicks: count(1, 10_000),
    appendBytesMax: count(1, GIB),
    inflightMessagesMax: count(1, 100_000),
    inflightBytesMax: count(1, GIB),
    unappliedBytesMax: count(1, GIB),
    sync: syncMode,
    segmentBytes: count(4096, GIB),
    segmentsMax: count(2, 10_000),
    snapshotEntries: count(1, 1e12),
    snapshotBytes: count(1, 1e15),
    compactionOverhead: count(0, 1e12),
    snapshotCodec: z.enum(SNAPSHOT_CODEC_NAMES as ['binary', 'thrift']),
    snapshotSliceBytes: count(1024, 16 * 2 ** 20),
    snapshotChunkBytes: count(1024, 16 * 2 ** 20),
    snapshotSendBytesPerSecond: count(0, 1e12),
    snapshotReceiveBytesPerSecond: count(0, 1e12),
    snapshotTransfersMax: count(1, 1000),
  })
  .partial();

const configSchema = z.strictObject({
  address,
  /** Address to listen on, when it is not the one that peers use. */
  bind: ipAddress.optional(),
  directory: z.string().min(1),
  deployment: count(0, 2 ** 32 - 1).default(1),
  groups: z
    .array(count(0, GROUP_ID_MAX))
    .max(GROUPS_MAX)
    .refine(distinct, { error: 'a group is named twice' })
    .default([0]),
  join: z.boolean().default(false),
  members: z
    .array(address)
    .max(MEMBERS_MAX)
    .refine((members) => distinct(members.map(spelledOnce)), { error: 'a member is named twice' })
    .default([]),
  contacts: z.array(address).max(MEMBERS_MAX).default([]),
  tuning: tuningSchema.default({}),
});

/** What starts a node, as files and flags say it; parsed once, trusted from then on. */
export type NodeConfig = Readonly<z.infer<typeof configSchema>>;

/**
 * Checks a configuration, fills in what it leaves out, and checks what belongs together.
 *
 * @param nameOf - how whoever gave a setting called it, by its path (`tuning.sync`).
 * @throws RaftLabError INVALID_CONFIG that names every problem: setting, value, what was expected.
 */
export function parseNodeConfig(
  raw: unknown,
  nameOf: (path: string) => string = (path) => path,
): NodeConfig {
  const parsed = configSchema.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => configProblem(issue, nameOf));
    throw new RaftLabError('INVALID_CONFIG', problems.join('; '));
  }
  const { electionTicks, heartbeatTicks } = tuningOf(parsed.data);
  if (electionTicks <= 2 * heartbeatTicks) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${nameOf('tuning.electionTicks')} ${electionTicks}: expected more than twice ` +
        `${nameOf('tuning.heartbeatTicks')}, which is ${heartbeatTicks}`,
    );
  }
  return parsed.data;
}

/** What the engine is told that differs between starts of a node. */
export type StartOptions = Pick<NodeOptions, 'seed' | 'firstReadId'>;

/** What the engine is told. */
export function nodeOptionsOf(config: NodeConfig, start: StartOptions): NodeOptions {
  const members = config.members.map(memberOf);
  const contacts = config.contacts.map(nodeIdOfAddress);
  const { join } = config;
  return {
    node: nodeIdOfAddress(config.address),
    address: spelledOnce(config.address),
    deployment: config.deployment,
    groups: config.groups.map((group) => ({ group: toGroupId(group), join, members, contacts })),
    tuning: tuningOf(config),
    ...start,
    tracksDigest: false,
  };
}

/** The address that a node listens on. */
export function bindHostOf(config: NodeConfig): string {
  return config.bind ?? (config.address.split(':')[0] as string);
}

/** The configuration as it counts, every default filled in. */
export function effectiveConfig(config: NodeConfig): NodeConfig {
  const { tickMicros, syncMode, ...rest } = tuningOf(config);
  const known = tuningSchema.keyof().options;
  const tuning = Object.fromEntries(
    Object.entries({ tickMs: tickMicros / MILLI, sync: formatSyncMode(syncMode), ...rest }).filter(
      ([name]) => (known as readonly string[]).includes(name),
    ),
  );
  return { ...config, bind: bindHostOf(config), tuning };
}

function memberOf(text: string): InitialMember {
  return { node: nodeIdOfAddress(text), address: spelledOnce(text) };
}

/** One spelling for one address: 010.0.0.1:80 and 10.0.0.1:80 are the same member. */
function spelledOnce(text: string): string {
  try {
    return addressOfNodeId(nodeIdOfAddress(text));
  } catch {
    // Refused where it is read.
    return text;
  }
}

function tuningOf({ tuning }: { readonly tuning: z.infer<typeof tuningSchema> }): Tuning {
  const { tickMs, sync, ...rest } = tuning;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...DEFAULT_TUNING,
    ...given,
    ...(tickMs === undefined ? {} : { tickMicros: tickMs * MILLI }),
    ...(sync === undefined ? {} : { syncMode: parseSyncMode(sync) }),
  };
}
