import type { Ports } from '../../src/base/ports.ts';
import type { Effect, NodeEvent } from '../../src/engine/events.ts';
import { RaftNode } from '../../src/engine/node.ts';
import type { NodeOptions } from '../../src/engine/options.ts';
import type { DiskRequest } from '../../src/storage/disk.ts';
import { CopiedDisk } from './copied-disk.ts';

/** A node that was started on what a power cut left. */
export interface Reboot {
  readonly node: RaftNode;
  /** Why the node or one of its replicas did not start. */
  readonly errors: readonly Error[];
}

/** More turns than any start takes. */
const TURNS_MAX = 10_000;

/** Starts a node on `files` and lets it read, recover and apply; no time passes, nobody speaks to it. */
export function reboot(
  options: NodeOptions,
  ports: Ports,
  files: ReadonlyMap<string, Uint8Array>,
): Reboot {
  const node = new RaftNode(options, ports);
  const disk = new CopiedDisk(files);
  const errors: Error[] = [];
  let events: NodeEvent[] = [{ kind: 'start' }];
  for (let turn = 0; turn < TURNS_MAX && events.length > 0; turn++) {
    const effects = handled(node, events, errors);
    events = effects.flatMap((effect) => carryOut(effect, disk, errors));
  }
  if (node.status !== 'running' && errors.length === 0) {
    errors.push(new Error(`the node is ${node.status} and asks for nothing more`));
  }
  return { node, errors };
}

/** A node that throws has not started. */
function handled(node: RaftNode, events: NodeEvent[], errors: Error[]): readonly Effect[] {
  try {
    return node.handle({ nowMicros: 1, events });
  } catch (error) {
    errors.push(error as Error);
    return [];
  }
}

function carryOut(effect: Effect, disk: CopiedDisk, errors: Error[]): NodeEvent[] {
  switch (effect.kind) {
    case 'send':
    case 'reply':
    case 'hangUp':
    case 'disconnect':
      return [];
    case 'again':
      return [{ kind: 'tick' }];
    case 'notify':
      if (effect.notice.kind === 'nodeFailed' || effect.notice.kind === 'replicaQuarantined') {
        errors.push(effect.notice.error);
      }
      return [];
    default: {
      const { token, ...request } = effect;
      return [{ ...disk.carryOut(request as DiskRequest), token }];
    }
  }
}
