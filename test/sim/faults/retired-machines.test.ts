import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { safetyPhase } from '../../../sim/run/phases.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import type { Fault } from '../../../sim/world/fault.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const OFTEN = SECOND / 20;

/** Whose links or clock a fault is about. */
function struckBy(fault: Fault): readonly NodeId[] {
  switch (fault.kind) {
    case 'clog':
    case 'delaySpike':
      return [fault.from, fault.to];
    case 'clockJump':
    case 'clockSkew':
      return [fault.node];
    default:
      return [];
  }
}

// It fails when faults choose from all machines.
test('nothing befalls the links and the clock of a machine that is switched off for good', (t) => {
  const config = calm(drawConfig('1', { nodes: 4, groups: 1, durationMicros: 3 * SECOND }));
  const faults = {
    ...config.faults,
    driftPpmMax: 500,
    clogMicros: OFTEN,
    spikeMicros: OFTEN,
    swizzleMicros: OFTEN,
    clockJumpMicros: OFTEN,
    clockSkewMicros: OFTEN,
  };
  const kinds = new Set<Fault['kind']>();
  const struck = new Set<NodeId>();
  let gone: NodeId | null = null;
  runSeed({ ...config, faults }, { checksum: nodeChecksum, utf8: nodeUtf8 }, (simulation) => {
    const { world, members } = simulation;
    const [first] = world.machines;
    if (first !== undefined) {
      members.switchOff(first);
      gone = first.id;
    }
    world.observe({
      faultBegan: (_, fault) => {
        kinds.add(fault.kind);
        for (const node of struckBy(fault)) {
          struck.add(node);
        }
      },
    });
    safetyPhase(simulation);
  });
  t.deepEqual([...kinds].sort(), ['clockJump', 'clockSkew', 'clog', 'delaySpike']);
  t.is(struck.size, 3);
  t.false(gone === null || struck.has(gone));
});
