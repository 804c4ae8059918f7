import { networkInterfaces } from 'node:os';
import { nodeIdOfAddress } from '../base/address.ts';
import { GROUP_ID_MAX } from '../base/ids.ts';
import { GROUPS_MAX } from '../base/limits.ts';
import { listOf, wholeNumber } from './command/option-values.ts';
import { badValue, UsageError } from './command/usage-error.ts';

/** Flags of `raftlab init` and `raftlab join`, as they were typed. */
export interface NodeFlags {
  readonly cluster?: readonly string[];
  readonly dataDir?: string;
  readonly discoverAddress?: string;
  readonly portCluster?: string;
  readonly walDir?: string;
  readonly bind?: string;
  readonly groups?: string;
  readonly deployment?: string;
  readonly acceptHostname?: boolean;
  readonly sync?: string;
  readonly snapshotCodec?: string;
  readonly store?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly metrics?: string;
  readonly preset?: string;
  readonly set?: readonly string[];
  readonly config?: string;
  readonly configJson?: string;
  readonly silent?: boolean;
  readonly verbose: number;
  readonly tryRun?: boolean;
}

/** What a configuration file holds, as far as flags look at it. */
interface BaseConfig {
  readonly address?: unknown;
  readonly tuning?: unknown;
}

/** A configuration still to be checked, and what its settings are called where they come from. */
export interface RawConfig {
  readonly raw: unknown;
  readonly nameOf: (path: string) => string;
}

const DEFAULT_PORT = 13_890;
const DEPLOYMENT_MAX = 2 ** 32 - 1;

/** Flags whose values are settings as they stand. */
const FLAG_OF_PATH: Readonly<Record<string, { flag: string; key: keyof NodeFlags }>> = {
  directory: { flag: '--data-dir', key: 'dataDir' },
  walDirectory: { flag: '--wal-dir', key: 'walDir' },
  mutualTls: { flag: '--tls-ca', key: 'tlsCa' },
  caFile: { flag: '--tls-ca', key: 'tlsCa' },
  certFile: { flag: '--tls-cert', key: 'tlsCert' },
  keyFile: { flag: '--tls-key', key: 'tlsKey' },
  metrics: { flag: '--metrics', key: 'metrics' },
  bind: { flag: '--bind', key: 'bind' },
  groups: { flag: '--groups', key: 'groups' },
  members: { flag: '--cluster', key: 'cluster' },
  contacts: { flag: '--cluster', key: 'cluster' },
  preset: { flag: '--preset', key: 'preset' },
  store: { flag: '--store', key: 'store' },
  'tuning.sync': { flag: '--sync', key: 'sync' },
  'tuning.snapshotCodec': { flag: '--snapshot-codec', key: 'snapshotCodec' },
};

/**
 * The configuration that flags and file stand for, still to be checked as a whole.
 *
 * @param readConfig - the content of a JSON file.
 * @throws UsageError that names the flag.
 */
export function rawConfigOf(
  mode: 'init' | 'join',
  flags: NodeFlags,
  readConfig: (file: string) => unknown,
): RawConfig {
  if (flags.configJson !== undefined) {
    return { raw: parseJson('--config-json', flags.configJson), nameOf: (path) => path };
  }
  const base = flags.config === undefined ? {} : baseConfig(flags.config, readConfig(flags.config));
  const { cluster = [] } = flags;
  const others = cluster.length === 0 ? undefined : cluster.map(checkedAddress);
  const raw = {
    directory: './data',
    ...base,
    ...addressOf(flags, base),
    ...defined({
      directory: flags.dataDir,
      walDirectory: flags.walDir,
      mutualTls: asksForTls(flags) ? true : undefined,
      caFile: flags.tlsCa,
      certFile: flags.tlsCert,
      keyFile: flags.tlsKey,
      metrics: flags.metrics,
      bind: flags.bind,
      preset: flags.preset,
      store: flags.store,
      acceptHostname: flags.acceptHostname,
      groups: flags.groups === undefined ? undefined : groupsOf(flags.groups),
      deployment:
        flags.deployment === undefined
          ? undefined
          : wholeNumber('--deployment', 0, DEPLOYMENT_MAX)(flags.deployment),
      members: mode === 'init' ? others : undefined,
      contacts: mode === 'join' ? others : undefined,
    }),
    join: mode === 'join',
    ...tuningOf(flags, base),
  };
  return { raw, nameOf: (path) => nameOf(flags, base, path) };
}

/** The value of a JSON text. @throws UsageError that names `flag`. */
export function parseJson(flag: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${flag}: expected JSON: ${(error as Error).message}`);
  }
}

function baseConfig(file: string, content: unknown): BaseConfig {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw badValue('--config', file, 'a file with a JSON object');
  }
  return content;
}

function asksForTls({ tlsCa, tlsCert, tlsKey }: NodeFlags): boolean {
  return [tlsCa, tlsCert, tlsKey].some((file) => file !== undefined);
}

/** What a setting was called by whoever gave it: a flag goes before the file. */
function nameOf(flags: NodeFlags, base: BaseConfig, path: string): string {
  const { set = [] } = flags;
  if (set.some((text) => path === `tuning.${text.split('=')[0]}`)) {
    return `--set ${path.slice('tuning.'.length)}`;
  }
  for (const [prefix, { flag, key }] of Object.entries(FLAG_OF_PATH)) {
    const value = flags[key];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    // Whoever gives one of these files by a flag lacks the others as flags.
    const isMissed = flag.startsWith('--tls-') && !(path in base) && asksForTls(flags);
    if ((isGiven || isMissed) && (path === prefix || path.startsWith(`${prefix}.`))) {
      return flag;
    }
  }
  return flags.config === undefined ? path : `--config ${flags.config}: ${path}`;
}

/** Left alone where the file holds something else: the check of the whole will say so. */
function tuningOf(flags: NodeFlags, { tuning }: BaseConfig): object {
  const { set = [], sync, snapshotCodec } = flags;
  const given = { ...settingsOf(set), ...defined({ sync, snapshotCodec }) };
  const isObject = typeof tuning === 'object' && tuning !== null && !Array.isArray(tuning);
  if (tuning !== undefined && !isObject) {
    return {};
  }
  return { tuning: { ...(isObject ? tuning : {}), ...given } };
}

/** `name=value` each; a value is JSON where it can be, and otherwise a word. */
function settingsOf(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) {
        throw badValue('--set', text, 'NAME=VALUE, as electionTicks=20');
      }
      return [text.slice(0, at), settingOf(text.slice(at + 1))];
    }),
  );
}

function settingOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function addressOf(flags: NodeFlags, base: BaseConfig): object {
  if (
    flags.discoverAddress === undefined &&
    flags.portCluster === undefined &&
    base.address !== undefined
  ) {
    return {};
  }
  // The half that no flag gives is the file's.
  const [fileHost, filePort] = typeof base.address === 'string' ? base.address.split(':') : [];
  const port =
    flags.portCluster === undefined
      ? (filePort ?? DEFAULT_PORT)
      : wholeNumber('--port-cluster', 0, 65_535)(flags.portCluster);
  const host =
    flags.discoverAddress === undefined && fileHost !== undefined
      ? fileHost
      : hostOf(flags.discoverAddress ?? 'auto');
  return { address: `${host}:${port === 0 ? DEFAULT_PORT : port}` };
}

/** `auto`: the first address of this machine that is not only its own (seeds.md CLI-04). */
function hostOf(discover: string): string {
  const interfaces = networkInterfaces();
  const candidates = discover === 'auto' ? Object.values(interfaces).flat() : interfaces[discover];
  if (candidates === undefined) {
    return checkedHost(discover, Object.keys(interfaces));
  }
  const found = candidates.find((each) => each?.family === 'IPv4' && !each.internal);
  if (found === undefined) {
    throw badValue(
      '--discover-address',
      discover,
      'an IPv4 address that other machines reach, and this machine has none there; name one',
    );
  }
  return found.address;
}

function checkedHost(host: string, interfaces: readonly string[]): string {
  try {
    nodeIdOfAddress(`${host}:${DEFAULT_PORT}`);
    return host;
  } catch {
    const known = interfaces.join(', ');
    throw badValue(
      '--discover-address',
      host,
      `auto, an IPv4 address or a network interface (${known})`,
    );
  }
}

function checkedAddress(text: string): string {
  try {
    nodeIdOfAddress(text);
    return text;
  } catch {
    throw badValue('--cluster', text, 'an IPv4 address and a port, as 10.0.0.1:13890');
  }
}

function groupsOf(text: string): number[] {
  const range = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text);
  if (range === null) {
    return listOf(wholeNumber('--groups', 0, GROUP_ID_MAX))(text);
  }
  const [first, last] = [Number(range[1]), Number(range[2])];
  if (last < first || last - first >= GROUPS_MAX || last > GROUP_ID_MAX) {
    throw badValue('--groups', text, `FIRST..LAST, ascending, at most ${GROUPS_MAX} groups`);
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
