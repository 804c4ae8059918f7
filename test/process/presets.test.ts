import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import {
  configWarnings,
  effectiveConfig,
  nodeOptionsOf,
  parseNodeConfig,
} from '../../src/process/node-config.ts';
import { PRESET_NAMES } from '../../src/process/presets.ts';
import type { TuningSettings } from '../../src/process/tuning-config.ts';

const MIB = 1024 * 1024;
const NODE = { address: '10.0.0.1:13890', directory: 'data' };

/** What each system was configured with, in its own units (seeds.md 12.1 and 12.2). */
interface Column {
  readonly tickMs: number;
  readonly electionMs: number;
  readonly heartbeatMs: number;
  readonly checkQuorum: boolean;
  readonly snapshotEntries: number;
  readonly snapshotCheckSeconds?: number;
  readonly overhead: number;
  readonly ordered?: boolean;
  /** 0: unlimited. */
  readonly inMemoryLogBytes?: number;
  readonly sendQueueBytes?: number;
  readonly snapshotSendBytes?: number;
  readonly snapshotReceiveBytes?: number;
  readonly quiesce?: boolean;
  readonly entryCompression?: string;
  readonly snapshotCompression?: string;
}

const COLUMNS: Readonly<Record<(typeof PRESET_NAMES)[number], Column>> = {
  'mraft-s1': {
    tickMs: 200,
    electionMs: 12_000,
    heartbeatMs: 1200,
    checkQuorum: false,
    snapshotEntries: 2_500_000,
    overhead: 250_000,
    ordered: true,
    inMemoryLogBytes: 256 * MIB,
    sendQueueBytes: 128 * MIB,
    snapshotSendBytes: 256 * MIB,
    snapshotReceiveBytes: 0,
    quiesce: false,
    entryCompression: 'snappy',
    snapshotCompression: 'none',
  },
  'mraft-p1': {
    tickMs: 200,
    electionMs: 4000,
    heartbeatMs: 400,
    checkQuorum: false,
    snapshotEntries: 2_500_000,
    overhead: 250_000,
    ordered: true,
    inMemoryLogBytes: 256 * MIB,
    sendQueueBytes: 128 * MIB,
    snapshotSendBytes: 256 * MIB,
    snapshotReceiveBytes: 0,
    quiesce: false,
    entryCompression: 'snappy',
    snapshotCompression: 'none',
  },
  mraft: {
    tickMs: 100,
    electionMs: 1000,
    heartbeatMs: 100,
    checkQuorum: true,
    snapshotEntries: 1000,
    overhead: 100,
    ordered: false,
    inMemoryLogBytes: 0,
    sendQueueBytes: 128 * MIB,
    snapshotSendBytes: 256 * MIB,
    snapshotReceiveBytes: 0,
    quiesce: false,
    entryCompression: 'none',
    snapshotCompression: 'none',
  },
  'hashicorp-h': {
    tickMs: 100,
    electionMs: 5000,
    heartbeatMs: 2000,
    checkQuorum: true,
    snapshotEntries: 8192,
    snapshotCheckSeconds: 120,
    overhead: 10_240,
  },
  'hashicorp-i0': {
    tickMs: 100,
    electionMs: 1000,
    heartbeatMs: 100,
    checkQuorum: true,
    snapshotEntries: 1024,
    snapshotCheckSeconds: 120,
    overhead: 10_240,
  },
  'hashicorp-i1': {
    tickMs: 100,
    electionMs: 1000,
    heartbeatMs: 100,
    checkQuorum: true,
    snapshotEntries: 20,
    snapshotCheckSeconds: 60,
    overhead: 30,
  },
};

/** Settings that not every column has. */
const WHERE_NAMED = {
  orderedChanges: 'ordered',
  unappliedBytesMax: 'inMemoryLogBytes',
  sendQueueBytesMax: 'sendQueueBytes',
  snapshotSendBytesPerSecond: 'snapshotSendBytes',
  snapshotReceiveBytesPerSecond: 'snapshotReceiveBytes',
  quiesce: 'quiesce',
  entryCompression: 'entryCompression',
  snapshotCompression: 'snapshotCompression',
} as const satisfies { readonly [Name in keyof TuningSettings]?: keyof Column };

function tuningOf(preset: string, tuning: TuningSettings = {}) {
  return effectiveConfig(parseNodeConfig({ ...NODE, preset, tuning })).tuning;
}

test('every preset has a column, and every column a preset', (t) => {
  t.deepEqual(Object.keys(COLUMNS), [...PRESET_NAMES]);
});

for (const [name, column] of Object.entries(COLUMNS)) {
  test(`preset ${name} has each value of its column`, (t) => {
    const tuning = tuningOf(name);
    for (const [setting, key] of Object.entries(WHERE_NAMED)) {
      const value = column[key];
      t.true(value === undefined || value === tuning[setting as keyof TuningSettings], setting);
    }
    const { tickMs } = column;
    t.like(tuning, {
      tickMs,
      electionTicks: column.electionMs / tickMs,
      heartbeatTicks: column.heartbeatMs / tickMs,
      preVote: false,
      checkQuorum: column.checkQuorum,
      snapshotEntries: column.snapshotEntries,
      snapshotBytes: 0,
      snapshotIntervalTicks: ((column.snapshotCheckSeconds ?? 0) * 1000) / tickMs,
      compactionOverhead: column.overhead,
      disableAutoCompaction: false,
    });
  });
}

test('what is set goes before the preset, and reaches the engine', (t) => {
  const config = parseNodeConfig({ ...NODE, preset: 'mraft-s1', tuning: { electionTicks: 70 } });
  const { tuning } = nodeOptionsOf(config, { seed: 1, firstReadId: 1 });
  t.like(tuning, { electionTicks: 70, heartbeatTicks: 6, tickMicros: 200_000 });
});

test('the effective configuration, read again, is the same', (t) => {
  for (const preset of PRESET_NAMES) {
    const effective = effectiveConfig(parseNodeConfig({ ...NODE, preset }));
    t.deepEqual(effectiveConfig(parseNodeConfig(JSON.parse(JSON.stringify(effective)))), effective);
  }
});

test('elections less than ten times as long as heartbeats are warned of', (t) => {
  const warningsOf = (tuning: TuningSettings) =>
    configWarnings(parseNodeConfig({ ...NODE, tuning }));
  t.deepEqual(warningsOf({ electionTicks: 10, heartbeatTicks: 1 }), []);
  const [warning, ...others] = warningsOf({ electionTicks: 29, heartbeatTicks: 3 });
  t.deepEqual(others, []);
  t.regex(warning ?? '', /electionTicks 29 .*heartbeatTicks, which is 3/);
});

/** Configurations that are refused, and what the message says. */
const REFUSED: readonly (readonly [raw: object, message: RegExp])[] = [
  [{ preset: 'mraft-s2' }, /^preset "mraft-s2": expected one of mraft-s1, mraft-p1, mraft, /],
  [{ tuning: { tickMs: 0 } }, /^tuning\.tickMs 0: expected at least 1$/],
  [{ tuning: { heartbeatTicks: 0 } }, /heartbeatTicks 0: expected at least 1/],
  [
    { tuning: { electionTicks: 4, heartbeatTicks: 2 } },
    /electionTicks 4: expected more than twice/,
  ],
  [{ preset: 'mraft-s1', tuning: { electionTicks: 12 } }, /electionTicks 12: .* which is 6$/],
  [{ directory: '' }, /^directory "": expected a length of at least 1$/],
  [
    { tuning: { unappliedBytesMax: 128 } },
    /unappliedBytesMax: 128: expected 0 for no bound, or at least 129/,
  ],
  [{ tuning: { sendQueueBytesMax: 1 } }, /sendQueueBytesMax 1: expected at least 65536/],
  [{ mutualTls: true }, /^caFile \(missing\): expected a PEM file; /],
  [{ caFile: 'ca.pem' }, /^caFile "ca.pem": expected no such setting without mutualTls$/],
  [{ metrics: true }, /^metrics: true: expected an IPv4 address of this machine with a port, /],
  [{ metrics: '127.0.0.1:70000' }, /^metrics: "127.0.0.1:70000": expected an IPv4 address /],
  [{ walDirectory: '' }, /^walDirectory "": expected a length of at least 1$/],
];

for (const [raw, message] of REFUSED) {
  test(`a configuration with ${JSON.stringify(raw)} is refused in one line`, (t) => {
    const error = t.throws(() => parseNodeConfig({ ...NODE, ...raw }), {
      instanceOf: RaftLabError,
      code: 'INVALID_CONFIG',
    });
    t.regex(error?.message ?? '', message);
  });
}
