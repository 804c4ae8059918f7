import { networkInterfaces } from 'node:os';
import { RaftLabError } from '../base/errors.ts';

/** Flags of `raftlab init` and `raftlab join`, as they were typed. */
export interface NodeFlags {
  readonly cluster: readonly string[];
  readonly dataDir?: string;
  readonly discoverAddress?: string;
  readonly portCluster?: string;
  readonly bind?: string;
  readonly groups?: string;
  readonly deployment?: string;
  readonly sync?: string;
  readonly snapshotCodec?: string;
  readonly config?: string;
  readonly configJson?: string;
  readonly silent?: boolean;
  readonly verbose: number;
  readonly tryRun?: boolean;
}

/** What a configuration file holds, as far as flags look at it. */
interface BaseConfig {
  readonly address?: unknown;
  readonly tuning?: object;
}

const DEFAULT_PORT = 13_890;

/**
 * The configuration that flags and file stand for, still to be checked.
 *
 * @throws RaftLabError INVALID_CONFIG
 */
export function rawConfigOf(
  mode: 'init' | 'join',
  flags: NodeFlags,
  readConfig: (file: string) => unknown,
): unknown {
  if (flags.configJson !== undefined) {
    return JSON.parse(flags.configJson);
  }
  const base: BaseConfig =
    flags.config === undefined ? {} : (readConfig(flags.config) as BaseConfig);
  const tuning = {
    ...(base.tuning ?? {}),
    ...defined({ sync: flags.sync, snapshotCodec: flags.snapshotCodec }),
  };
  const others = flags.cluster.length === 0 ? undefined : flags.cluster;
  return {
    directory: './data',
    ...base,
    ...addressOf(flags, base),
    ...defined({
      directory: flags.dataDir,
      bind: flags.bind,
      groups: flags.groups === undefined ? undefined : groupsOf(flags.groups),
      deployment:
        flags.deployment === undefined ? undefined : numberOf('--deployment', flags.deployment),
      members: mode === 'init' ? others : undefined,
      contacts: mode === 'join' ? others : undefined,
    }),
    join: mode === 'join',
    tuning,
  };
}

function addressOf(flags: NodeFlags, base: BaseConfig): object {
  if (
    flags.discoverAddress === undefined &&
    flags.portCluster === undefined &&
    base.address !== undefined
  ) {
    return {};
  }
  const port =
    flags.portCluster === undefined ? DEFAULT_PORT : numberOf('--port-cluster', flags.portCluster);
  return {
    address: `${hostOf(flags.discoverAddress ?? 'auto')}:${port === 0 ? DEFAULT_PORT : port}`,
  };
}

/** `auto`: the first address of this machine that is not only its own (seeds.md CLI-04). */
function hostOf(discover: string): string {
  const interfaces = networkInterfaces();
  const candidates = discover === 'auto' ? Object.values(interfaces).flat() : interfaces[discover];
  if (candidates === undefined) {
    return discover;
  }
  const found = candidates.find((each) => each?.family === 'IPv4' && !each.internal);
  if (found === undefined) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `--discover-address ${discover}: this machine has no IPv4 address of its own there; name one`,
    );
  }
  return found.address;
}

function groupsOf(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }
  return text.split(',').map((item) => numberOf('--groups', item));
}

function numberOf(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new RaftLabError('INVALID_CONFIG', `${flag} ${text} is not a number`);
  }
  return Number(text);
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
