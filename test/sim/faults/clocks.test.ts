import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import type { Simulation } from '../../../sim/run/simulation.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import type { Fault } from '../../../sim/world/fault.ts';
import { MachineClock } from '../../../sim/world/machine-clock.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const MILLI = 1000;
const SECOND = 1_000_000;
const DRIFT_PPM = 50_000;

/** Five virtual seconds with no faults but those of clocks. */
function run(prepare: (simulation: Simulation) => void) {
  const config = calm(drawConfig('1', { nodes: 3, groups: 1, durationMicros: 5 * SECOND }));
  const faults = {
    ...config.faults,
    driftPpmMax: DRIFT_PPM,
    clockJumpMicros: 50 * MILLI,
    clockSkewMicros: 50 * MILLI,
  };
  // Ages of reads would not even fit into an answer, by clocks that go back.
  const workload = { ...config.workload, boundedReads: 0 };
  return runSeed(
    { ...config, convergeMicros: 5 * SECOND, faults, workload },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
    (simulation) => {
      prepare(simulation);
      randomCourse(simulation);
    },
  );
}

test('wall clocks are set by 11 ms to 288 s in either direction, and rates stay within the bound', (t) => {
  const told: Fault[] = [];
  const { verdict, violation, counts } = run(({ world }) => {
    world.observe({ faultBegan: (_, fault) => told.push(fault) });
  });
  t.is(verdict, 'pass', violation?.message);
  const jumps = told.flatMap((fault) => (fault.kind === 'clockJump' ? [fault.byMicros] : []));
  const rates = told.flatMap((fault) => (fault.kind === 'clockSkew' ? [fault.driftPpm] : []));
  t.is(counts.faults.clockJump, jumps.length);
  t.is(counts.faults.clockSkew, rates.length);
  t.true(jumps.every((by) => Math.abs(by) >= 11 * MILLI && Math.abs(by) <= 288 * SECOND));
  for (const isOfSize of [
    (by: number) => by > 10 * SECOND,
    (by: number) => by < -10 * SECOND,
    (by: number) => Math.abs(by) < SECOND / 10,
  ]) {
    t.true(jumps.some(isOfSize));
  }
  t.true(rates.every((rate) => Math.abs(rate) <= DRIFT_PPM));
  t.true(rates.includes(DRIFT_PPM) && rates.includes(-DRIFT_PPM));
});

test('an engine that takes the wall clock for the monotonic one is found out', (t) => {
  const { verdict } = run(({ world }) => {
    for (const { clock } of world.machines) {
      const other = new MachineClock(0);
      clock.monotonicMicros = (micros) => other.wallMicros(micros);
      clock.jump = (byMicros) => other.jump(byMicros);
    }
  });
  t.not(verdict, 'pass');
});

test('a clock that changes its rate never goes back and keeps within its bounds', (t) => {
  const clock = new MachineClock(DRIFT_PPM);
  let before = 0;
  for (let micros = 0, i = 0; micros < SECOND; micros += 997, i++) {
    const now = clock.monotonicMicros(micros);
    t.true(now >= before);
    t.true(Math.abs(now - micros) <= (micros * DRIFT_PPM) / 1e6 + i + 1);
    before = now;
    clock.changeRate(((i * 7919) % (2 * DRIFT_PPM)) - DRIFT_PPM, micros);
    t.is(clock.monotonicMicros(micros), now);
  }
});
