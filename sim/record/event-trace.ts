import { addressOfNodeId } from '../../src/base/address.ts';
import { DecodeError } from '../../src/base/errors.ts';
import type { NodeId } from '../../src/base/ids.ts';
import { unreachable } from '../../src/base/invariant.ts';
import type { Checksum } from '../../src/base/ports.ts';
import { decodePeerFrame } from '../../src/codec/peer/peer-frame.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import type { SimEvent } from '../world/sim-event.ts';

const MICROS_DIGITS = 6;
const MICROS_PER_SECOND = 1_000_000;

/** Every event of a run, in order; what two runs of one seed are compared by. */
export interface TracedEvents {
  /** The run's hash after each event. */
  readonly hashes: readonly string[];
  /** For people: when, where and what, by event. */
  readonly texts: readonly string[];
}

/** Writes down every event as it is carried out, ticks and turns too. Costs memory: it is for looking closer. */
export class EventTrace implements TracedEvents {
  readonly hashes: string[] = [];
  readonly texts: string[] = [];
  readonly #checksum: Checksum;

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  /** @param hash - the run's, with this event in it */
  note(event: SimEvent, nowMicros: number, hash: string): void {
    const seconds = (nowMicros / MICROS_PER_SECOND).toFixed(MICROS_DIGITS);
    this.hashes.push(hash);
    this.texts.push(`${seconds} s  ${this.#textOf(event)}`);
  }

  #textOf(event: SimEvent): string {
    switch (event.kind) {
      case 'frame':
        return `${name(event.from.id)} → ${name(event.to)}: ${this.#frameText(event.bytes)}`;
      case 'disk':
        return `${name(event.host.id)}: ${requestText(event.operation.request)} done`;
      case 'tick':
      case 'turn':
        return `${name(event.host.id)}: ${event.kind}`;
      case 'request':
        return `client ${event.connection} → ${name(event.to)}: request of ${this.#bytesText(event.bytes)}`;
      case 'reply':
        return `${name(event.from)} → client ${event.connection}: answer of ${this.#bytesText(event.bytes)}`;
      case 'call':
        return 'the world: fault, connection or client';
      default:
        return unreachable(event);
    }
  }

  #frameText(bytes: Uint8Array): string {
    const size = this.#bytesText(bytes);
    try {
      const { messages } = decodePeerFrame(bytes, 0, bytes.length, this.#checksum);
      const words = messages.map(
        ({ group, message: { kind, term } }) => `${kind} (group ${group}, term ${term})`,
      );
      return `${words.join(', ')}; ${size}`;
    } catch (error) {
      if (error instanceof DecodeError) {
        return `a damaged frame of ${size}`;
      }
      throw error;
    }
  }

  #bytesText(bytes: Uint8Array): string {
    const sum = this.#checksum(bytes, 0, bytes.length, 0);
    return `${bytes.length} bytes, checksum ${(sum >>> 0).toString(16).padStart(8, '0')}`;
  }
}

function name(node: NodeId): string {
  return addressOfNodeId(node);
}

function requestText(request: StorageRequest): string {
  const place = [
    'file' in request ? request.file : '',
    'offset' in request ? `at ${request.offset}` : '',
    'length' in request ? `${request.length} bytes` : '',
  ];
  return [request.kind, ...place.filter((part) => part !== '')].join(' ');
}
