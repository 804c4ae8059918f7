import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { describeDisk } from './machine/disk.ts';
import type { Machine } from './result/results.ts';

/** The machine that measures, and the disk that holds `directory` (BM-08). */
export function describeMachine(directory: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    disk: describeDisk(directory),
    kernel: `${type()} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

const GIB = 2 ** 30;

/** The machine in one line. */
export function machineLine(machine: Machine): string {
  const memory = (machine.memoryBytes / GIB).toFixed(1);
  return [
    `${machine.cpu}, ${machine.cores} cores`,
    `${memory} GiB`,
    machine.disk.replace(/ mounted at .*$/, ''),
    machine.kernel,
    `Node ${machine.node}`,
    `load ${machine.load.toFixed(2)}`,
  ].join(' · ');
}
