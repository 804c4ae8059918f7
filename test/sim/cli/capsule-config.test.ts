import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { capsuleConfig } from '../../../sim/cli/capsule-config.ts';
import { readCapsule } from '../../../sim/cli/replay-command.ts';
import { PROFILES } from '../../../sim/config/profiles.ts';
import { configOf } from '../../../sim/run/run-task.ts';
import { SCENARIOS } from '../../../sim/scenarios/catalogue.ts';

const RECORDED = 'test/sim/capsules/commit-prior-term.sim.json';

/** The recorded capsule as JSON, to be changed. */
// biome-ignore lint/suspicious/noExplicitAny: tests make of it what no capsule is
function recorded(): any {
  return JSON.parse(readFileSync(RECORDED, 'utf8'));
}

for (const { name: profile } of PROFILES) {
  test(`what seeds draw for the profile ${profile} is what a capsule may hold`, (t) => {
    for (let seed = 1; seed <= 60; seed++) {
      const config = configOf({ seed: String(seed), profile, scenario: null, overrides: {} });
      t.deepEqual(capsuleConfig.parse(config), config);
    }
  });
}

test('what seeds draw for any scenario is what a capsule may hold', (t) => {
  for (const { name: scenario } of SCENARIOS) {
    for (let seed = 1; seed <= 5; seed++) {
      const config = configOf({ seed: String(seed), profile: 'default', scenario, overrides: {} });
      t.deepEqual(capsuleConfig.parse(config), config, scenario);
    }
  }
});

test('a capsule from before idle times were drawn has none', (t) => {
  const { config } = recorded();
  for (const name of ['stopMicros', 'snapshotMicros', 'logReadMicros']) {
    delete config.faults[name];
  }
  delete config.workload.quiet;
  delete config.workload.tailOffMicros;
  const { faults, workload } = capsuleConfig.parse(config);
  t.is(faults.stopMicros + faults.snapshotMicros + faults.logReadMicros, 0);
  t.is(workload.quiet + workload.tailOffMicros, 0);
});

// biome-ignore lint/suspicious/noExplicitAny: as above
const MISTAKES: readonly [string, (capsule: any) => void, string][] = [
  [
    'without a network',
    ({ config }) => delete config.network,
    'config.network (missing): expected an object',
  ],
  [
    'without a length of elections',
    ({ config }) => delete config.tuning.electionTicks,
    'config.tuning.electionTicks (missing): expected a whole number',
  ],
  [
    'of no ticks',
    ({ config }) => {
      config.tuning.tickMicros = 0;
    },
    'config.tuning.tickMicros 0: expected at least 1000',
  ],
  [
    'of ticks into the past',
    ({ config }) => {
      config.tuning.tickMicros = -5;
    },
    'config.tuning.tickMicros -5: expected at least 1000',
  ],
  [
    'of heartbeats as rare as elections',
    ({ config }) => {
      config.tuning.heartbeatTicks = 8;
    },
    'config.tuning.electionTicks: expected more than tuning.heartbeatTicks',
  ],
  [
    'of fifty nodes',
    ({ config }) => {
      config.nodes = 50;
    },
    'config.nodes 50: expected at most 9',
  ],
  [
    'that loses more than all messages',
    ({ config }) => {
      config.network.loss = 1_000_001;
    },
    'config.network.loss: expected a number from 0 to 1000000, in millionths',
  ],
  [
    'of a profile that there is not',
    (capsule) => {
      capsule.profile = 'defualt';
    },
    `profile "defualt": expected one of ${PROFILES.map(({ name }) => name).join(', ')}; did you mean default?`,
  ],
  [
    'of a mutant that there is not',
    (capsule) => {
      capsule.mutant = 'comit-prior-term';
    },
    'mutant "comit-prior-term": expected a known name; did you mean commit-prior-term?',
  ],
  [
    'of a scenario that there is not',
    (capsule) => {
      capsule.scenario = 'figure8';
    },
    'scenario "figure8": expected a known name; did you mean figure-8?',
  ],
  [
    'of an operation that clients do not know',
    (capsule) => {
      capsule.operations = [{ atMicros: 1, client: 1, input: { kind: 'append', key: 'a' } }];
    },
    'operations.0.input.kind: expected get, put, delete or cas (and 2 more problems)',
  ],
  [
    'of a put without a value',
    (capsule) => {
      const input = { kind: 'put', key: 'a' };
      const freshness = { consistency: 'linearizable' };
      capsule.operations = [{ atMicros: 1, client: 1, input, node: 0, freshness }];
    },
    'operations.0.input.value (missing): expected a string',
  ],
  [
    'of fewer times than values',
    (capsule) => {
      capsule.measures[0].times = [];
    },
    'measures.0: expected as many values as times',
  ],
];

for (const [what, change, expected] of MISTAKES) {
  test(`a capsule ${what} is refused in a line that says file, field and expectation`, (t) => {
    const capsule = recorded();
    change(capsule);
    const directory = mkdtempSync(join(tmpdir(), 'raftlab-capsule-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'run.sim.json');
    writeFileSync(file, JSON.stringify(capsule));
    const error = t.throws(() => readCapsule(file), { name: 'UsageError' });
    t.is(error?.message, `--replay "${file}": ${expected}`);
  });
}
