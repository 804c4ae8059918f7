import { mix32 } from '../../../src/base/hash.ts';
import { Lab } from '../../interaction/lab.ts';
import type { LabNode } from '../../interaction/lab-node.ts';
import { OPTIONS } from '../replica.ts';

const STEPS = 400;
const LOST_PERCENT = 15;
const ELECTION_TICKS = 5;

/** Looks at a whole group after each step of a run. @throws when what it holds of it is wrong */
export type Look = (nodes: readonly LabNode[]) => void;

/** What happened in all runs, so that nobody takes silence for safety. */
export interface Happened {
  readonly elections: number;
  readonly committed: number;
}

/**
 * Runs groups of real replicas through seeded chance: ticks, campaigns, commands, and messages that
 * come late, in another order between nodes, or never.
 */
export function randomRuns(runs: number, lookOf: () => Look): Happened {
  let [elections, committed] = [0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const lab = groupOf(seed);
    const look = lookOf();
    const leaders = new Set<string>();
    for (let step = 0; step < STEPS; step++) {
      takeStep(lab, (bound, site) => mix32(seed, step, site) % bound);
      look(lab.nodes);
      for (const { id, raft } of lab.nodes) {
        if (raft.state.isLeader) {
          leaders.add(`${id} ${raft.state.term}`);
        }
      }
    }
    elections += leaders.size;
    committed += Math.max(...lab.nodes.map(({ raft }) => raft.state.log.commitIndex));
  }
  return { elections, committed };
}

function groupOf(seed: number): Lab {
  // What is looked at is what must notice.
  const lab = new Lab({ checksSafety: false });
  const voters = Array.from({ length: 3 + 2 * (seed % 2) }, (_, i) => i + 1);
  const modes = { preVote: seed % 3 === 0, checkQuorum: seed % 5 === 0 };
  for (let i = 0; i < voters.length; i++) {
    lab.add({ voters, learners: [], index: 0, content: '' }, (id) => ({
      raft: { ...OPTIONS, ...modes, id, seed: mix32(seed, id), electionTicks: ELECTION_TICKS },
      applyBytesMax: Number.MAX_SAFE_INTEGER,
      asyncStorage: false,
    }));
  }
  return lab;
}

/** @param draw - a number below a bound, another one for each site. */
function takeStep(lab: Lab, draw: (bound: number, site: number) => number): void {
  const id = 1 + draw(lab.nodes.length, 1);
  const chance = draw(100, 2);
  if (chance < 12) {
    lab.node(id).cause((raft) => raft.tick());
  } else if (chance < 52) {
    lab.processReady(id);
  } else if (chance < 92) {
    lab.deliver([id], { type: null, drop: draw(100, 3) < LOST_PERCENT });
  } else if (chance < 99) {
    lab.propose(id, { kind: 'command', text: `x${draw(1000, 4)}` });
  } else {
    lab.node(id).cause((raft) => raft.campaign());
  }
}
