import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';
import { addressOfNodeId, nodeIdOfAddress } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import { GROUP_ID_MAX, toGroupId } from '../base/ids.ts';
import { GROUPS_MAX, MEMBERS_MAX } from '../base/limits.ts';
import { type NodeOptions, STORE_KINDS } from '../engine/options.ts';
import type { HostPort } from '../io/network/listen-on.ts';
import type { InitialMember } from '../storage/bootstrap.ts';
import { configProblem } from './config-problem.ts';
import { PRESET_NAMES } from './presets.ts';
import { asConfigured, toTuning, tuningSchema } from './tuning-config.ts';

const count = (min: number, max: number) => z.int().min(min).max(max);
const address = z.string().superRefine((text, context) => {
  try {
    nodeIdOfAddress(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

const ipAddress = z.string().refine((text) => isIP(text) !== 0, {
  error: ({ input }) => `"${input}" is not an IP address of this machine, or 0.0.0.0 for all`,
});
/** Every value once. */
const distinct = <T>(values: readonly T[]) => new Set(values).size === values.length;

/** Where metrics are served, or false. */
const endpoint = z.custom<string | false>(
  (value) => value === false || (typeof value === 'string' && hostPortOf(value) !== null),
  {
    error: ({ input }) =>
      `${JSON.stringify(input)}: expected an IPv4 address of this machine with a port, as ` +
      '127.0.0.1:9100, or false',
  },
);
const file = z.string().min(1).optional();

/** Every setting of a node; docs/configuration.md explains each. */
export const configSchema = z.strictObject({
  address,
  /** Address to listen on, when it is not the one that peers use. */
  bind: ipAddress.optional(),
  directory: z.string().min(1),
  deployment: count(0, 2 ** 32 - 1).default(1),
  /** The directory was moved here from a machine of another name. */
  acceptHostname: z.boolean().default(false),
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
  /** Where state machines keep their records: in memory, or on disk in LevelDB. */
  store: z.enum(STORE_KINDS as ['memory', 'level']).default('memory'),
  /** Settings of another system; those in `tuning` go first. */
  preset: z.enum(PRESET_NAMES).optional(),
  tuning: tuningSchema.default({}),
  /** Where the log is, if not with the rest. */
  walDirectory: file,
  /** Connections are encrypted, and both ends show certificates; takes all three files. */
  mutualTls: z.boolean().default(false),
  caFile: file,
  certFile: file,
  keyFile: file,
  /** Counters in the format of Prometheus, over HTTP. */
  metrics: endpoint.default(false),
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
  const { electionTicks, heartbeatTicks } = toTuning(parsed.data.tuning, parsed.data.preset);
  if (electionTicks <= 2 * heartbeatTicks) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${nameOf('tuning.electionTicks')} ${electionTicks}: expected more than twice ` +
        `${nameOf('tuning.heartbeatTicks')}, which is ${heartbeatTicks}`,
    );
  }
  checkTls(parsed.data, nameOf);
  return parsed.data;
}

const TLS_FILES = ['caFile', 'certFile', 'keyFile'] as const;

function checkTls(config: NodeConfig, nameOf: (path: string) => string): void {
  for (const name of TLS_FILES) {
    if (config.mutualTls && config[name] === undefined) {
      throw new RaftLabError(
        'INVALID_CONFIG',
        `${nameOf(name)} (missing): expected a PEM file; encrypted connections take an authority, ` +
          'a certificate and its key',
      );
    }
    if (!config.mutualTls && config[name] !== undefined) {
      throw new RaftLabError(
        'INVALID_CONFIG',
        `${nameOf(name)} "${config[name]}": expected no such setting without mutualTls`,
      );
    }
  }
}

/** What is allowed and probably not meant, each in one line. */
export function configWarnings(config: NodeConfig): string[] {
  const { electionTicks, heartbeatTicks } = toTuning(config.tuning, config.preset);
  return electionTicks >= 10 * heartbeatTicks
    ? []
    : [
        `tuning.electionTicks ${electionTicks} is less than ten times tuning.heartbeatTicks, ` +
          `which is ${heartbeatTicks}: a few lost heartbeats lead to elections`,
      ];
}

/** What the engine is told that differs between starts of a node. */
export type StartOptions = Pick<NodeOptions, 'seed' | 'firstReadId' | 'hostname'>;

/** What the engine is told. */
export function nodeOptionsOf(config: NodeConfig, start: StartOptions): NodeOptions {
  const members = config.members.map(memberOf);
  const contacts = config.contacts.map(nodeIdOfAddress);
  const { join } = config;
  return {
    node: nodeIdOfAddress(config.address),
    address: spelledOnce(config.address),
    deployment: config.deployment,
    acceptsHostname: config.acceptHostname,
    groups: config.groups.map((group) => ({ group: toGroupId(group), join, members, contacts })),
    store: config.store,
    tuning: toTuning(config.tuning, config.preset),
    ...start,
    tracksDigest: false,
  };
}

/** The address that a node listens on. */
export function bindHostOf(config: NodeConfig): string {
  return config.bind ?? (config.address.split(':')[0] as string);
}

/** Where metrics are served, or null. */
export function metricsAtOf({ metrics }: NodeConfig): HostPort | null {
  return metrics === false ? null : hostPortOf(metrics);
}

function hostPortOf(text: string): HostPort | null {
  const [host = '', port = '', ...rest] = text.split(':');
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return isIPv4(host) && isPort && rest.length === 0 ? { host, port: Number(port) } : null;
}

/** The configuration as it counts, every default filled in. */
export function effectiveConfig(config: NodeConfig): NodeConfig {
  const tuning = asConfigured(toTuning(config.tuning, config.preset));
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
