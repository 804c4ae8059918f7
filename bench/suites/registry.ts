import { SUITE_NAMES, type SuiteName } from '../result/rows.ts';
import { ceilingSuite } from './ceiling/ceiling-suite.ts';
import { clusterSuite } from './cluster/cluster-suite.ts';
import { codecSuite } from './codec/codec-suite.ts';
import { fsyncSuite } from './fsync/fsync-suite.ts';
import { idleSuite } from './idle/idle-suite.ts';
import { simpleSuite } from './simple/simple-suite.ts';
import { snapshotSuite } from './snapshot/snapshot-suite.ts';
import type { Suites } from './suite.ts';

/** Every suite that this build can run. A suite that is not here is refused by name. */
export const SUITES: Suites = {
  fsync: fsyncSuite,
  codec: codecSuite,
  snapshot: snapshotSuite,
  simple: simpleSuite,
  ceiling: ceilingSuite,
  cluster: clusterSuite,
  idle: idleSuite,
};

/** Their names, in the order in which they run. */
export const AVAILABLE_SUITES: readonly SuiteName[] = SUITE_NAMES.filter(
  (name) => SUITES[name] !== undefined,
);
