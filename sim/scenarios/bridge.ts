import { between, mend, partition } from '../faults/partitions.ts';
import { Violation } from '../oracles/violation.ts';
import { type Script, sleep } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { countCampaigns, expect, haveLeaders, leaderHost, SECOND, serves } from './steps.ts';

const BRIDGED_MICROS = 10 * SECOND;

/** Simulation.md section 12, story 2. */
export const bridgeScenario: Scenario = {
  name: 'bridge',
  origin: '12.2',
  summary: 'two halves that both see one node and not each other: leaders must not take turns',
  configure: (config) => {
    const calmed = calm(config);
    return { ...calmed, nodes: 5, network: { ...calmed.network, loss: 0 } };
  },
  *script(simulation): Script {
    const { cluster, world, elections } = simulation;
    for (const isLeaderBetween of [false, true]) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      const leader = leaderHost(simulation);
      const others = world.machines.filter((host) => host !== leader);
      const middle = isLeaderBetween ? leader : others[0];
      const rest = world.machines.filter((host) => host !== middle);
      const cut = between(rest.slice(0, 2), rest.slice(2));
      partition(cluster, cut, false);
      const before = elections.elections;
      const campaignsOf = countCampaigns(simulation);
      yield* sleep(BRIDGED_MICROS);
      const campaigners = rest.filter((host) => campaignsOf(host) > 0);
      expect(isLeaderBetween || campaigners.length > 0, 'who hears no leader must campaign');
      const held = elections.elections - before;
      // Whoever leads has a quorum; those who do not hear it must not talk the bridge out of it.
      if (held > 0) {
        throw new Violation(
          'scenario',
          'liveness',
          `the bridge was talked out of its leader: ${held} elections in ${BRIDGED_MICROS / SECOND} seconds`,
        );
      }
      yield* serves(simulation);
      mend(cluster, cut);
    }
  },
};
