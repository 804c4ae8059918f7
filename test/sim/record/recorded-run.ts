import { type ConfigOverrides, drawConfig } from '../../../sim/config/draw-config.ts';
import { Recorder } from '../../../sim/record/recorder.ts';
import type { Recording } from '../../../sim/record/recording.ts';
import type { RunResult } from '../../../sim/run/run-result.ts';
import { type Course, randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import { present } from '../../../src/base/invariant.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';

/** Until there is a leader to be contradicted. */
const LATER_MICROS = 50_000;

export interface RecordedRun {
  readonly result: RunResult;
  readonly recording: Recording;
}

export function recordedRun(
  seed: string,
  overrides: ConfigOverrides,
  course: Course = randomCourse,
): RecordedRun {
  const recorder = new Recorder();
  const result = runSeed(drawConfig(seed, overrides), nodePorts(), course, null, { recorder });
  return { result, recording: recorder.recording };
}

/** A course in which, from a time on, an oracle is told that a second node leads the last group. */
export function secondLeaderAt(atMicros: number): Course {
  return (simulation) => {
    const { world, cluster, elections } = simulation;
    const tell = () => {
      const group = present(cluster.groups.at(-1), 'a run has a group');
      const leader = cluster.leaderReplica(group);
      const other = world.machines.find((host) => host !== leader?.host);
      if (leader === undefined || other === undefined) {
        world.at(world.nowMicros + LATER_MICROS, tell);
        return;
      }
      elections.note(group, leader.replica.raft.state.term, other.id);
    };
    world.at(atMicros, tell);
    randomCourse(simulation);
  };
}
